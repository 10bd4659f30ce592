<?xml version="1.0" encoding="UTF-8"?>
<!-- TEI text → calls of the functions that the template document.typ.j2 defines, in Typst's code mode. Every text and
     attribute comes in escaped, fit to stand between the quotes of a string literal: this stylesheet only puts the
     quotes. XSLT 1.0, run by libxslt with all access denied. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="http://www.tei-c.org/ns/1.0">
  <xsl:output method="text" encoding="UTF-8"/>
  <xsl:strip-space elements="t:text t:front t:body t:back t:group t:div t:sp t:list t:opener t:closer t:address t:table t:row t:lg
    t:choice t:app"/>

  <!-- Elements that something points to, and their identifiers. -->
  <xsl:key name="pointed" match="t:ref[starts-with(@target, '#')] | t:ptr[starts-with(@target, '#')]" use="substring(@target, 2)"/>

  <xsl:template match="/">
    <xsl:choose>
      <xsl:when test="t:teiCorpus">
        <xsl:for-each select="//t:TEI">
          <xsl:text>document-heading("</xsl:text>
          <xsl:value-of select="normalize-space((t:teiHeader//t:titleStmt/t:title[@type = 'main'] | t:teiHeader//t:titleStmt/t:title)[1])"/>
          <xsl:text>")&#10;</xsl:text>
          <xsl:apply-templates select="t:text"/>
        </xsl:for-each>
      </xsl:when>
      <xsl:when test="t:listApp"><xsl:apply-templates select="t:listApp"/></xsl:when>
      <xsl:otherwise><xsl:apply-templates select="//t:text[not(ancestor::t:text)]"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="text()">"<xsl:value-of select="."/>"
</xsl:template>
  <xsl:template match="comment() | processing-instruction()"/>

  <!-- The entries of the apparatus: what stands at the foot of the page, by number. -->
  <xsl:template match="/t:listApp"><xsl:apply-templates select="t:note"/></xsl:template>
  <xsl:template match="t:note[@type = 'print-entry']" priority="5">
    <xsl:text>"</xsl:text><xsl:value-of select="@n"/><xsl:text>": {&#10;</xsl:text>
    <xsl:apply-templates/>
    <xsl:text>},&#10;</xsl:text>
  </xsl:template>
  <xsl:template match="t:seg[@type = 'print-lemma']" priority="5">
    <xsl:call-template name="call"><xsl:with-param name="name" select="'lemma'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:seg[@type = 'print-sigla']" priority="5">
    <xsl:call-template name="call"><xsl:with-param name="name" select="'sigla'"/></xsl:call-template>
  </xsl:template>
  <!-- Each by its name: a type that the document brings along is never a name in the code. -->
  <xsl:template match="t:anchor[@type = 'print-before' or @type = 'print-from' or @type = 'print-word' or @type = 'print-name'
    or @type = 'print-hold' or @type = 'print-to']" priority="5">
    <xsl:value-of select="concat('entry-', substring-after(@type, 'print-'))"/>
    <xsl:text>("</xsl:text><xsl:value-of select="@n"/><xsl:text>")&#10;</xsl:text>
  </xsl:template>
  <!-- A mark whose page is to be told. -->
  <xsl:template match="t:anchor[@type = 'print-place']" priority="6">
    <xsl:text>[#metadata("</xsl:text><xsl:value-of select="@n"/><xsl:text>")&lt;print-place>]&#10;</xsl:text>
  </xsl:template>

  <!-- Words of another language than those around them. -->
  <xsl:template match="t:seg[@type = 'print-language']" priority="5">
    <xsl:text>language("</xsl:text><xsl:value-of select="@n"/><xsl:text>", {&#10;</xsl:text>
    <xsl:apply-templates/>
    <xsl:text>})&#10;</xsl:text>
  </xsl:template>

  <!-- A translation beside its text. -->
  <xsl:template match="t:div[@type = 'print-pair']" priority="5">
    <xsl:text>pair({&#10;</xsl:text>
    <xsl:apply-templates select="t:div[@type = 'print-left']/*"/>
    <xsl:text>}, {&#10;</xsl:text>
    <xsl:apply-templates select="t:div[@type = 'print-right']/*"/>
    <xsl:text>})&#10;</xsl:text>
  </xsl:template>

  <!-- A translation facing its text: pairs without what is around them, each with the name of what it begins with. -->
  <xsl:template match="*[@print-facing]" priority="6">
    <xsl:text>facing((</xsl:text>
    <xsl:for-each select="descendant::t:div[@type = 'print-pair']">
      <xsl:text>("</xsl:text><xsl:value-of select="name(t:div[@type = 'print-left']/*)"/><xsl:text>", {&#10;</xsl:text>
      <xsl:apply-templates select="t:div[@type = 'print-left']/*"/>
      <xsl:text>}, {&#10;</xsl:text>
      <xsl:apply-templates select="t:div[@type = 'print-right']/*"/>
      <xsl:text>}),</xsl:text>
    </xsl:for-each>
    <xsl:text>))&#10;</xsl:text>
  </xsl:template>

  <!-- name({ … }) -->
  <xsl:template name="call">
    <xsl:param name="name"/>
    <xsl:value-of select="$name"/>
    <xsl:text>({&#10;</xsl:text>
    <xsl:apply-templates/>
    <xsl:text>})&#10;</xsl:text>
  </xsl:template>

  <!-- Structure -->
  <xsl:template match="t:text | t:front | t:body | t:back | t:group | t:opener | t:closer | t:address | t:app">
    <xsl:apply-templates/>
  </xsl:template>
  <xsl:template match="t:div">
    <xsl:text>division("</xsl:text>
    <xsl:value-of select="@type"/>
    <xsl:text>", {&#10;</xsl:text>
    <xsl:apply-templates/>
    <xsl:text>})&#10;</xsl:text>
  </xsl:template>
  <xsl:template name="numbered">
    <xsl:param name="name"/>
    <xsl:text>language("</xsl:text><xsl:call-template name="whole-language"/><xsl:text>", </xsl:text>
    <xsl:value-of select="$name"/>
    <xsl:text>("</xsl:text>
    <xsl:value-of select="@n"/>
    <xsl:text>", {&#10;</xsl:text>
    <xsl:call-template name="target"/>
    <xsl:apply-templates/>
    <xsl:text>}))&#10;</xsl:text>
  </xsl:template>
  <!-- The language of a paragraph all of which is in another than the text around it. -->
  <xsl:template name="whole-language">
    <xsl:value-of select="t:seg[@type = 'print-language'][count(../*) = 1]/@n"/>
  </xsl:template>
  <!-- A place that something points to. -->
  <xsl:template name="target">
    <xsl:for-each select="@xml:id[key('pointed', .)] | parent::t:div[not(current()/preceding-sibling::*)]/@xml:id[key('pointed', .)]">
      <xsl:text>target("</xsl:text><xsl:value-of select="."/><xsl:text>")&#10;</xsl:text>
    </xsl:for-each>
  </xsl:template>
  <xsl:template match="t:anchor"><xsl:call-template name="target"/></xsl:template>
  <xsl:template match="t:p | t:ab | t:trailer | t:salute | t:signed | t:byline | t:addrLine | t:opener/t:seg | t:closer/t:seg">
    <xsl:call-template name="numbered"><xsl:with-param name="name" select="'paragraph'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:head">
    <xsl:text>text-heading(</xsl:text>
    <xsl:value-of select="1 + count(ancestor::t:div[t:head or t:div[@type = 'print-pair']/t:div/t:head][not(starts-with(@type, 'print-'))])"/>
    <xsl:text>, "</xsl:text>
    <xsl:value-of select="@n"/>
    <xsl:text>", "</xsl:text>
    <xsl:value-of select="normalize-space(.)"/>
    <xsl:text>", {&#10;</xsl:text>
    <xsl:call-template name="target"/>
    <xsl:apply-templates/>
    <xsl:text>})&#10;</xsl:text>
  </xsl:template>
  <xsl:template match="t:lg/t:head | t:table/t:head" priority="2">
    <xsl:call-template name="numbered"><xsl:with-param name="name" select="'head-line'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:lg[t:lg]"><xsl:apply-templates select="*"/></xsl:template>
  <xsl:template match="t:lg">
    <xsl:apply-templates select="t:head"/>
    <xsl:text>language("</xsl:text><xsl:for-each select="t:l[1]"><xsl:call-template name="whole-language"/></xsl:for-each>
    <xsl:text>", stanza("</xsl:text><xsl:value-of select="(@n | t:l[1]/@n)[1]"/><xsl:text>", </xsl:text>
    <xsl:value-of select="boolean(t:l[string-length(normalize-space(.)) &gt; 60])"/><xsl:text>, (</xsl:text>
    <xsl:for-each select="*[not(self::t:head)]">
      <xsl:text>{&#10;</xsl:text>
      <xsl:call-template name="target"/>
      <xsl:apply-templates select="self::t:l/node() | self::*[not(self::t:l)]"/>
      <xsl:text>},</xsl:text>
    </xsl:for-each>
    <xsl:text>)))&#10;</xsl:text>
  </xsl:template>
  <xsl:template match="t:l[not(parent::t:lg)]" priority="2">
    <xsl:call-template name="numbered"><xsl:with-param name="name" select="'verse'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:opener/t:seg[@type = 'classification']" priority="2">
    <xsl:call-template name="numbered"><xsl:with-param name="name" select="'marking'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:opener/t:note[@place = 'inline']" priority="3">
    <xsl:call-template name="numbered"><xsl:with-param name="name" select="'status'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:dateline | t:list[@type = 'participants']/t:item" priority="2">
    <xsl:call-template name="numbered"><xsl:with-param name="name" select="'head-line'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:list"><xsl:apply-templates select="*"/></xsl:template>
  <xsl:template match="t:list[@type = 'participants']" priority="2"><xsl:apply-templates select="*"/></xsl:template>
  <xsl:template match="t:item">
    <xsl:call-template name="numbered"><xsl:with-param name="name" select="'item'"/></xsl:call-template>
  </xsl:template>
  <!-- The columns of a table are as many as its longest row has cells. -->
  <xsl:template match="t:table">
    <xsl:apply-templates select="t:head"/>
    <xsl:text>tabular(</xsl:text>
    <xsl:for-each select="t:row">
      <xsl:sort select="count(t:cell)" data-type="number" order="descending"/>
      <xsl:if test="position() = 1"><xsl:value-of select="count(t:cell)"/></xsl:if>
    </xsl:for-each>
    <xsl:if test="not(t:row)">1</xsl:if>
    <xsl:text>, (</xsl:text>
    <xsl:for-each select="t:row">
      <xsl:text>("</xsl:text><xsl:value-of select="@n"/><xsl:text>", "</xsl:text><xsl:value-of select="@role"/><xsl:text>", (</xsl:text>
      <xsl:for-each select="t:cell">
        <xsl:text>{&#10;</xsl:text><xsl:apply-templates/><xsl:text>},</xsl:text>
      </xsl:for-each>
      <xsl:text>)),</xsl:text>
    </xsl:for-each>
    <xsl:text>))&#10;</xsl:text>
  </xsl:template>
  <xsl:template match="t:list[@n]">
    <xsl:call-template name="numbered"><xsl:with-param name="name" select="'paragraph'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:list[@n]/t:item" priority="3"><xsl:apply-templates/>" "
</xsl:template>
  <xsl:template match="t:list/t:head">
    <xsl:call-template name="call"><xsl:with-param name="name" select="'strong'"/></xsl:call-template>
    <xsl:text>" "&#10;</xsl:text>
  </xsl:template>
  <xsl:template match="t:note//t:p" priority="2"><xsl:apply-templates/>" "
</xsl:template>
  <xsl:template match="t:lb">linebreak()
</xsl:template>
  <xsl:template match="t:lb[@break = 'no']" priority="2"/>

  <!-- Speech -->
  <xsl:template match="t:sp"><xsl:apply-templates select="*"/></xsl:template>
  <xsl:template match="t:speaker">
    <xsl:call-template name="call"><xsl:with-param name="name" select="'speaker'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:sp/t:stage | t:div/t:stage" priority="2">
    <xsl:call-template name="numbered"><xsl:with-param name="name" select="'aside'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:stage[@type = 'interjection']">
    <xsl:call-template name="call"><xsl:with-param name="name" select="'interjection'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:stage | t:seg[@type = 'addressee'] | t:vocal | t:kinesic | t:incident">
    <xsl:call-template name="call"><xsl:with-param name="name" select="'direction'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:label">
    <xsl:call-template name="call"><xsl:with-param name="name" select="'strong'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:label[@type = 'speaker']">
    <xsl:call-template name="call"><xsl:with-param name="name" select="'smallcaps'"/></xsl:call-template>
  </xsl:template>

  <!-- What editors and translators did -->
  <xsl:template match="t:supplied[@rend = 'brackets'] | t:note[@place = 'inline' and @rend = 'brackets']" priority="2">
    <xsl:text>"["&#10;</xsl:text><xsl:apply-templates/><xsl:text>"]"&#10;</xsl:text>
  </xsl:template>
  <xsl:template match="t:supplied">
    <xsl:text>"⟨"&#10;</xsl:text><xsl:apply-templates/><xsl:text>"⟩"&#10;</xsl:text>
  </xsl:template>
  <xsl:template match="t:note[@place = 'inline']" priority="1"><xsl:apply-templates/></xsl:template>
  <xsl:template match="t:note">
    <xsl:text>note("</xsl:text><xsl:value-of select="@print-note"/><xsl:text>", "</xsl:text>
    <xsl:value-of select="@print-mark"/><xsl:text>", "</xsl:text>
    <xsl:call-template name="whole-language"/><xsl:text>", {&#10;</xsl:text>
    <xsl:call-template name="target"/>
    <xsl:apply-templates/>
    <xsl:text>})&#10;</xsl:text>
  </xsl:template>
  <!-- A note in a note is no note of its own. -->
  <xsl:template match="t:note[not(@print-note)]">
    <xsl:text>" ("&#10;</xsl:text><xsl:apply-templates/><xsl:text>")"&#10;</xsl:text>
  </xsl:template>
  <xsl:template match="t:choice[t:sic and t:corr]">
    <xsl:apply-templates select="t:sic/node()"/>
    <xsl:text>correction("</xsl:text><xsl:value-of select="@print-note"/><xsl:text>", "</xsl:text>
    <xsl:value-of select="@print-mark"/><xsl:text>", {&#10;</xsl:text>
    <xsl:apply-templates select="t:corr/node()"/>
    <xsl:text>})&#10;</xsl:text>
  </xsl:template>
  <xsl:template match="t:choice"><xsl:apply-templates select="(t:orig | t:abbr | *)[1]"/></xsl:template>
  <xsl:template match="t:rdg | t:linkGrp | t:link"/>
  <xsl:template match="t:gap">
    <xsl:text>missing("</xsl:text><xsl:value-of select="t:desc"/><xsl:text>")&#10;</xsl:text>
  </xsl:template>
  <!-- Pictures with their caption: the heading, or what the picture shows. -->
  <xsl:template match="t:figure[.//t:graphic/@print-file] | t:graphic[@print-file]" priority="2">
    <xsl:text>illustration(</xsl:text>
    <xsl:value-of select="boolean(ancestor::t:note or ancestor::t:cell or ancestor::t:l)"/>
    <xsl:text>, (</xsl:text>
    <xsl:for-each select="descendant-or-self::t:graphic[@print-file]">
      <xsl:text>("</xsl:text><xsl:value-of select="@print-file"/><xsl:text>", "</xsl:text>
      <xsl:value-of select="@print-width"/><xsl:text>", "</xsl:text><xsl:value-of select="@print-alt"/><xsl:text>"),</xsl:text>
    </xsl:for-each>
    <xsl:text>), {&#10;</xsl:text>
    <xsl:call-template name="target"/>
    <xsl:apply-templates select="t:head | t:p | t:figDesc[not(../t:head or ../t:p)]"/>
    <xsl:text>})&#10;</xsl:text>
  </xsl:template>
  <!-- What a picture shows stands for one that cannot be printed. -->
  <xsl:template match="t:figure | t:graphic">
    <xsl:text>picture({&#10;</xsl:text>
    <xsl:apply-templates select="t:head | t:figDesc | t:desc | t:graphic/t:desc | t:p"/>
    <xsl:text>})&#10;</xsl:text>
  </xsl:template>
  <xsl:template match="t:figure//t:head | t:figure//t:p" priority="3"><xsl:apply-templates/>" "
</xsl:template>
  <xsl:template match="t:space">h(0.9em)
</xsl:template>

  <!-- Phrases and names -->
  <xsl:template match="t:emph | t:hi | t:foreign | t:title">
    <xsl:call-template name="call"><xsl:with-param name="name" select="'emph'"/></xsl:call-template>
  </xsl:template>
  <!-- Scripts without italics. -->
  <xsl:template match="*[@rend = 'print-upright']" priority="3"><xsl:apply-templates/></xsl:template>
  <xsl:template match="t:hi[@rend = 'bold']" priority="2">
    <xsl:call-template name="call"><xsl:with-param name="name" select="'strong'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:hi[@rend = 'sup' or @rend = 'superscript']" priority="2">
    <xsl:call-template name="call"><xsl:with-param name="name" select="'super'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:hi[@rend = 'sub' or @rend = 'subscript']" priority="2">
    <xsl:call-template name="call"><xsl:with-param name="name" select="'sub'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:hi[@rend = 'underline']" priority="2">
    <xsl:call-template name="call"><xsl:with-param name="name" select="'underline'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:hi[@rend = 'smallcaps' or @rend = 'small-caps']" priority="2">
    <xsl:call-template name="call"><xsl:with-param name="name" select="'smallcaps'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:ref[starts-with(@target, '#')]">
    <xsl:text>cross("</xsl:text><xsl:value-of select="substring(@target, 2)"/><xsl:text>", {&#10;</xsl:text>
    <xsl:apply-templates/>
    <xsl:text>})&#10;</xsl:text>
  </xsl:template>
  <xsl:template match="t:ptr[starts-with(@target, '#')]">
    <xsl:text>page-of("</xsl:text><xsl:value-of select="substring(@target, 2)"/><xsl:text>")&#10;</xsl:text>
  </xsl:template>
  <xsl:template match="t:ref[starts-with(@target, 'http://') or starts-with(@target, 'https://')]">
    <xsl:text>web("</xsl:text><xsl:value-of select="@target"/><xsl:text>", {&#10;</xsl:text>
    <xsl:apply-templates/>
    <xsl:text>})&#10;</xsl:text>
  </xsl:template>
  <xsl:template match="t:persName[@ref] | t:placeName[@ref] | t:orgName[@ref] | t:rs[@ref] | t:date[@ref] | t:time[@ref]">
    <xsl:text>mention("</xsl:text>
    <xsl:value-of select="normalize-space(@ref)"/>
    <xsl:text>", {&#10;</xsl:text>
    <xsl:apply-templates/>
    <xsl:text>})&#10;</xsl:text>
  </xsl:template>

  <!-- An element we have no treatment for is shown as it is. -->
  <xsl:template match="*"><xsl:apply-templates/></xsl:template>
</xsl:stylesheet>
