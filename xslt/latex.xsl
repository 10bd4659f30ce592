<?xml version="1.0" encoding="UTF-8"?>
<!-- TEI text → LaTeX for reledmac. Every text and attribute comes in escaped (rendering/latex.py): this stylesheet only puts
     commands around them, some of reledmac's own, others (\tei…) defined by the template document.tex.j2. Attributes whose
     names begin with print- are ready TeX. XSLT 1.0, run by libxslt with all access denied. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="http://www.tei-c.org/ns/1.0">
  <xsl:output method="text" encoding="UTF-8"/>
  <xsl:strip-space elements="t:text t:front t:body t:back t:group t:div t:sp t:list t:opener t:closer t:address t:table t:row t:lg
    t:choice t:app"/>

  <xsl:template match="/">
    <xsl:choose>
      <xsl:when test="t:teiCorpus">
        <xsl:for-each select="//t:TEI">
          <xsl:value-of select="concat('\teidocument{', @print-title, '}{', @print-short, '}&#10;')"/>
          <xsl:call-template name="numbering"><xsl:with-param name="texts" select="t:text"/></xsl:call-template>
        </xsl:for-each>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="numbering"><xsl:with-param name="texts" select="//t:text[not(ancestor::t:text)]"/></xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template name="numbering">
    <xsl:param name="texts"/>
    <xsl:text>\beginnumbering&#10;</xsl:text>
    <xsl:apply-templates select="$texts"/>
    <xsl:text>\endnumbering&#10;</xsl:text>
  </xsl:template>
  <xsl:template match="text()"><xsl:value-of select="."/></xsl:template>
  <xsl:template match="comment() | processing-instruction()"/>

  <!-- \name{ … } -->
  <xsl:template name="call">
    <xsl:param name="name"/>
    <xsl:text>\</xsl:text><xsl:value-of select="$name"/><xsl:text>{</xsl:text>
    <xsl:apply-templates/>
    <xsl:text>}</xsl:text>
  </xsl:template>

  <!-- A paragraph with the number that stands beside it. Nothing of the text may follow \pstart at once: a bracket would
       be taken for its option. A block in a paragraph, and all that stands beside one translated paragraph, is part of one \pstart. -->
  <xsl:template name="block">
    <xsl:param name="name"/>
    <xsl:param name="n" select="@n"/>
    <xsl:param name="contents" select="node()"/>
    <xsl:param name="follows" select="false()"/>
    <xsl:variable name="nested" select="ancestor::t:div[@type = 'print-left' or @type = 'print-right'] | ancestor::t:p | ancestor::t:ab | ancestor::t:item
      | ancestor::t:note | ancestor::t:print-note | ancestor::t:cell | ancestor::t:head | ancestor::t:l | ancestor::t:stage | ancestor::t:figure"/>
    <xsl:choose>
      <xsl:when test="$nested">\par</xsl:when>
      <xsl:otherwise>\pstart</xsl:otherwise>
    </xsl:choose>
    <xsl:text>\</xsl:text><xsl:value-of select="$name"/><xsl:text>{</xsl:text><xsl:value-of select="$n"/><xsl:text>}{</xsl:text>
    <xsl:call-template name="target"/>
    <xsl:apply-templates select="$contents"/>
    <xsl:text>}</xsl:text>
    <xsl:choose>
      <xsl:when test="$nested">\par</xsl:when>
      <xsl:otherwise>&#10;\pend<xsl:if test="$follows">\teitight</xsl:if></xsl:otherwise>
    </xsl:choose>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>
  <xsl:template name="target">
    <xsl:value-of select="@print-target"/>
    <xsl:if test="parent::t:div and not(preceding-sibling::*)"><xsl:value-of select="parent::t:div/@print-target"/></xsl:if>
  </xsl:template>

  <!-- The apparatus: an entry stands in the text it is about. -->
  <xsl:template match="t:print-edtext" priority="6">
    <xsl:text>\edtext{</xsl:text>
    <xsl:apply-templates select="node()[not(self::t:print-entry)]"/>
    <xsl:text>}{</xsl:text>
    <xsl:apply-templates select="t:print-entry"/>
    <xsl:text>}</xsl:text>
  </xsl:template>
  <!-- Lemmas that overlap, or reach over the ends of paragraphs, are told by two labels. -->
  <xsl:template match="t:print-from" priority="6">
    <xsl:text>\edtext{}{\xxref{from</xsl:text><xsl:value-of select="@n"/><xsl:text>}{to</xsl:text><xsl:value-of select="@n"/><xsl:text>}</xsl:text>
    <xsl:apply-templates select="t:print-entry"/>
    <xsl:text>}\edlabel{from</xsl:text><xsl:value-of select="@n"/><xsl:text>}</xsl:text>
  </xsl:template>
  <xsl:template match="t:print-to" priority="6">
    <xsl:text>\edlabel{to</xsl:text><xsl:value-of select="@n"/><xsl:text>}</xsl:text>
  </xsl:template>
  <!-- A table is set as a whole, and reledmac keys nothing to its lines: what belongs to the foot follows in brackets. -->
  <xsl:template match="t:cell//t:print-edtext | t:cell//t:print-from" priority="7">
    <xsl:apply-templates select="node()[not(self::t:print-entry)]"/>
    <xsl:text>\teiaside{</xsl:text><xsl:apply-templates select="t:print-entry/node()"/><xsl:text>}</xsl:text>
  </xsl:template>
  <xsl:template match="t:cell//t:print-to" priority="7"/>
  <xsl:template match="t:cell//t:print-note" priority="7">
    <xsl:call-template name="call"><xsl:with-param name="name" select="'teiaside'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:print-entry" priority="5">
    <xsl:variable name="lemma" select="t:print-lemma"/>
    <xsl:if test="not(@print-same)">
      <xsl:text>\lemma{</xsl:text><xsl:apply-templates select="$lemma/node()"/><xsl:text>}</xsl:text>
    </xsl:if>
    <xsl:text>\</xsl:text><xsl:value-of select="@print-series"/><xsl:text>footnote</xsl:text>
    <xsl:if test="not($lemma)">[nosep]</xsl:if>
    <xsl:text>{</xsl:text>
    <xsl:apply-templates select="node()[not(self::t:print-lemma)]"/>
    <xsl:text>}</xsl:text>
  </xsl:template>
  <xsl:template match="t:print-lemma" priority="5"><xsl:apply-templates/><xsl:text>] </xsl:text></xsl:template>
  <xsl:template match="t:print-sigla" priority="5">
    <xsl:call-template name="call"><xsl:with-param name="name" select="'teisigla'"/></xsl:call-template>
  </xsl:template>

  <!-- Words of another language than those around them. -->
  <xsl:template match="t:print-language" priority="5">
    <xsl:text>\teiin{</xsl:text><xsl:value-of select="@print-language"/><xsl:text>}{</xsl:text>
    <xsl:apply-templates/>
    <xsl:text>}</xsl:text>
  </xsl:template>

  <!-- A translation beside its text: reledpar wants the whole of one side, then the other. -->
  <xsl:template match="t:div[@type = 'print-pair']" priority="5"/>
  <xsl:template match="t:div[@type = 'print-pair'][@print-first]" priority="6">
    <xsl:text>\endnumbering&#10;\begin{pairs}&#10;\begin{Leftside}&#10;\beginnumbering&#10;</xsl:text>
    <xsl:for-each select="//t:div[@type = 'print-left']"><xsl:call-template name="side"/></xsl:for-each>
    <xsl:text>\endnumbering&#10;\end{Leftside}&#10;\begin{Rightside}&#10;\beginnumbering&#10;</xsl:text>
    <xsl:for-each select="//t:div[@type = 'print-right']"><xsl:call-template name="side"/></xsl:for-each>
    <xsl:text>\endnumbering&#10;\end{Rightside}&#10;\end{pairs}&#10;\Columns&#10;\beginnumbering&#10;</xsl:text>
  </xsl:template>
  <xsl:template name="side">
    <xsl:text>\pstart&#10;</xsl:text>
    <xsl:apply-templates select="*"/>
    <xsl:if test="not(*)">\teiempty&#10;</xsl:if>
    <xsl:text>\pend&#10;</xsl:text>
  </xsl:template>

  <!-- Structure -->
  <xsl:template match="t:text | t:front | t:body | t:back | t:group | t:opener | t:closer | t:address | t:app | t:div">
    <xsl:apply-templates/>
  </xsl:template>
  <xsl:template match="t:anchor"><xsl:call-template name="target"/></xsl:template>
  <xsl:template match="t:p | t:ab | t:trailer | t:salute | t:signed | t:byline | t:addrLine | t:opener/t:seg | t:closer/t:seg">
    <xsl:call-template name="block"><xsl:with-param name="name" select="'teiparagraph'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:head">
    <xsl:variable name="level" select="1 + count(ancestor::t:div[t:head][not(starts-with(@type, 'print-'))])"/>
    <xsl:if test="not(ancestor::t:div[@type = 'print-left' or @type = 'print-right'] | ancestor::t:p | ancestor::t:item | ancestor::t:cell)">
      <xsl:value-of select="concat('\teisection{', $level, '}{', @print-title, '}{', @print-short, '}&#10;')"/>
    </xsl:if>
    <xsl:call-template name="block">
      <xsl:with-param name="name" select="concat('teiheading{', $level, '}')"/>
      <xsl:with-param name="follows" select="true()"/>
    </xsl:call-template>
  </xsl:template>
  <xsl:template match="t:lg/t:head | t:table/t:head | t:dateline | t:list[@type = 'participants']/t:item" priority="2">
    <xsl:call-template name="block"><xsl:with-param name="name" select="'teicentred'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:lg[t:lg]"><xsl:apply-templates select="*"/></xsl:template>
  <xsl:template match="t:lg">
    <xsl:apply-templates select="t:head"/>
    <xsl:call-template name="block">
      <xsl:with-param name="name" select="'teistanza'"/>
      <xsl:with-param name="n" select="(@n | t:l[1]/@n)[1]"/>
      <xsl:with-param name="contents" select="*[not(self::t:head)]"/>
    </xsl:call-template>
  </xsl:template>
  <xsl:template match="t:lg/t:l" priority="2">
    <xsl:if test="preceding-sibling::t:l">\teiline{}</xsl:if>
    <xsl:call-template name="target"/>
    <xsl:apply-templates/>
  </xsl:template>
  <xsl:template match="t:l">
    <xsl:call-template name="block"><xsl:with-param name="name" select="'teistanza'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:opener/t:seg[@type = 'classification']" priority="2">
    <xsl:call-template name="block"><xsl:with-param name="name" select="'teimarking'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:opener/t:note[@place = 'inline']" priority="3">
    <xsl:call-template name="block"><xsl:with-param name="name" select="'teistatus'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:list"><xsl:apply-templates select="*"/></xsl:template>
  <xsl:template match="t:item">
    <xsl:call-template name="block"><xsl:with-param name="name" select="'teiitem'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:list[@n]">
    <xsl:call-template name="block"><xsl:with-param name="name" select="'teiparagraph'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:list[@n]/t:item" priority="3"><xsl:apply-templates/><xsl:text> </xsl:text></xsl:template>
  <xsl:template match="t:list/t:head">
    <xsl:call-template name="block"><xsl:with-param name="name" select="'teicentred'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:list[@n]/t:head" priority="3">
    <xsl:call-template name="call"><xsl:with-param name="name" select="'textbf'"/></xsl:call-template>
    <xsl:text> </xsl:text>
  </xsl:template>
  <xsl:template match="t:table">
    <xsl:apply-templates select="t:head"/>
    <xsl:variable name="columns">
      <xsl:for-each select="t:row">
        <xsl:sort select="count(t:cell)" data-type="number" order="descending"/>
        <xsl:if test="position() = 1"><xsl:value-of select="count(t:cell)"/></xsl:if>
      </xsl:for-each>
    </xsl:variable>
    <xsl:if test="t:row/t:cell">
      <xsl:variable name="nested" select="ancestor::t:div[@type = 'print-left' or @type = 'print-right'] | ancestor::t:p | ancestor::t:ab | ancestor::t:item
      | ancestor::t:note | ancestor::t:print-note | ancestor::t:cell | ancestor::t:head | ancestor::t:l | ancestor::t:stage | ancestor::t:figure"/>
      <xsl:if test="not($nested)">\pstart</xsl:if>
      <xsl:if test="$nested">\par</xsl:if>
      <xsl:text>\teitable{</xsl:text><xsl:value-of select="$columns"/><xsl:text>}{</xsl:text>
      <xsl:for-each select="t:row">
        <xsl:for-each select="t:cell">
          <xsl:if test="position() &gt; 1"> &amp; </xsl:if>
          <xsl:text>\teicell{</xsl:text>
          <xsl:if test="@role = 'label' or ../@role = 'label'">\bfseries{}</xsl:if>
          <xsl:apply-templates/>
          <xsl:text>}</xsl:text>
        </xsl:for-each>
        <xsl:text>\tabularnewline{}&#10;</xsl:text>
      </xsl:for-each>
      <xsl:text>}&#10;</xsl:text>
      <xsl:if test="not($nested)">\pend&#10;</xsl:if>
      <xsl:if test="$nested">\par&#10;</xsl:if>
    </xsl:if>
  </xsl:template>
  <xsl:template match="t:cell//t:p | t:cell//t:item | t:note//t:p | t:print-note//t:p | t:item//t:p | t:item//t:item | t:figure//t:head | t:figure//t:p" priority="4">
    <xsl:apply-templates/><xsl:text> </xsl:text>
  </xsl:template>
  <!-- reledmac's notes take one paragraph. -->
  <xsl:template match="t:print-note//t:p | t:print-note//t:ab | t:print-note//t:item | t:print-note//t:l
    | t:print-note//t:head | t:print-note//t:stage | t:print-note//t:speaker | t:print-note//t:dateline
    | t:print-note//t:salute | t:print-note//t:signed | t:print-note//t:byline | t:print-note//t:trailer
    | t:print-note//t:figure | t:print-entry//t:p | t:print-entry//t:ab | t:print-entry//t:item
    | t:print-entry//t:l | t:print-entry//t:head | t:print-entry//t:stage | t:print-entry//t:speaker
    | t:print-entry//t:dateline | t:print-entry//t:salute | t:print-entry//t:signed
    | t:print-entry//t:byline | t:print-entry//t:trailer | t:print-entry//t:figure" priority="8">
    <xsl:if test="preceding-sibling::*"><xsl:text> </xsl:text></xsl:if>
    <xsl:apply-templates/>
  </xsl:template>
  <xsl:template match="t:print-note//t:lg | t:print-entry//t:lg | t:print-note//t:list | t:print-entry//t:list" priority="8">
    <xsl:text> </xsl:text><xsl:apply-templates select="*"/>
  </xsl:template>
  <xsl:template match="t:print-note//t:row | t:print-entry//t:row"><xsl:text> </xsl:text><xsl:apply-templates select="t:cell"/></xsl:template>
  <xsl:template match="t:print-note//t:cell | t:print-entry//t:cell"><xsl:apply-templates/><xsl:text> </xsl:text></xsl:template>
  <xsl:template match="t:print-note//t:table | t:print-entry//t:table" priority="8"><xsl:apply-templates select="*"/></xsl:template>
  <xsl:template match="t:lb">\teiline{}</xsl:template>
  <xsl:template match="t:lb[@break = 'no']" priority="2"/>

  <!-- Speech -->
  <xsl:template match="t:sp"><xsl:apply-templates select="*"/></xsl:template>
  <xsl:template match="t:speaker">
    <xsl:call-template name="block">
      <xsl:with-param name="name" select="'teispeaker'"/>
      <xsl:with-param name="follows" select="true()"/>
    </xsl:call-template>
  </xsl:template>
  <xsl:template match="t:sp/t:stage | t:div/t:stage | t:body/t:stage | t:front/t:stage | t:back/t:stage" priority="2">
    <xsl:call-template name="block"><xsl:with-param name="name" select="'teistage'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:stage[@type = 'interjection']"><xsl:apply-templates/></xsl:template>
  <xsl:template match="t:stage | t:seg[@type = 'addressee'] | t:vocal | t:kinesic | t:incident">
    <xsl:call-template name="call"><xsl:with-param name="name" select="'teidirection'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:label">
    <xsl:call-template name="call"><xsl:with-param name="name" select="'textbf'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:label[@type = 'speaker']">
    <xsl:call-template name="call"><xsl:with-param name="name" select="'textsc'"/></xsl:call-template>
  </xsl:template>

  <!-- What editors and translators did -->
  <xsl:template match="t:supplied[@rend = 'brackets'] | t:note[@place = 'inline' and @rend = 'brackets']" priority="2">
    <xsl:text>{[}</xsl:text><xsl:apply-templates/><xsl:text>{]}</xsl:text>
  </xsl:template>
  <xsl:template match="t:supplied">⟨<xsl:apply-templates/>⟩</xsl:template>
  <xsl:template match="t:note[@place = 'inline']" priority="1"><xsl:apply-templates/></xsl:template>
  <xsl:template match="t:print-note">
    <xsl:text>\footnote</xsl:text><xsl:value-of select="@print-series"/><xsl:text>{</xsl:text>
    <xsl:call-template name="target"/>
    <xsl:apply-templates/>
    <xsl:text>}</xsl:text>
  </xsl:template>
  <!-- A note in a note is no note of its own. -->
  <xsl:template match="t:note"><xsl:text> (</xsl:text><xsl:apply-templates/><xsl:text>)</xsl:text></xsl:template>
  <xsl:template match="t:choice[t:sic and t:corr]">
    <xsl:apply-templates select="t:sic/node()"/>
    <xsl:choose>
      <xsl:when test="not(@print-series) or ancestor::t:cell">\teiaside{</xsl:when>
      <xsl:otherwise>\footnote<xsl:value-of select="@print-series"/>{</xsl:otherwise>
    </xsl:choose>
    <xsl:text>\teicorrection{</xsl:text><xsl:apply-templates select="t:corr/node()"/><xsl:text>}}</xsl:text>
  </xsl:template>
  <xsl:template match="t:choice"><xsl:apply-templates select="(t:orig | t:abbr | *)[1]"/></xsl:template>
  <xsl:template match="t:rdg | t:linkGrp | t:link"/>
  <xsl:template match="t:gap">\teigap{<xsl:value-of select="t:desc"/>}</xsl:template>
  <!-- What a picture shows, for those who cannot see it: pictures themselves are not printed. -->
  <xsl:template match="t:figure | t:graphic">
    <xsl:call-template name="call"><xsl:with-param name="name" select="'emph'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:body/t:figure | t:div/t:figure | t:front/t:figure | t:back/t:figure | t:sp/t:figure" priority="2">
    <xsl:call-template name="block"><xsl:with-param name="name" select="'teistage'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:space">\teispace{}</xsl:template>

  <!-- Phrases and names. Patterns without conditions: libxslt counts the siblings for each of those. -->
  <xsl:template match="t:emph | t:hi | t:foreign | t:title">
    <xsl:variable name="command">
      <xsl:choose>
        <xsl:when test="@rend = 'print-upright'"/>
        <xsl:when test="self::t:hi and @rend = 'bold'">\textbf</xsl:when>
        <xsl:when test="self::t:hi and (@rend = 'sup' or @rend = 'superscript')">\textsuperscript</xsl:when>
        <xsl:when test="self::t:hi and (@rend = 'sub' or @rend = 'subscript')">\textsubscript</xsl:when>
        <xsl:when test="self::t:hi and @rend = 'underline'">\underline</xsl:when>
        <xsl:when test="self::t:hi and (@rend = 'smallcaps' or @rend = 'small-caps')">\textsc</xsl:when>
        <xsl:otherwise>\emph</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:value-of select="$command"/>
    <xsl:if test="$command != ''">{</xsl:if>
    <xsl:apply-templates/>
    <xsl:if test="$command != ''">}</xsl:if>
  </xsl:template>
  <xsl:template match="t:persName | t:placeName | t:orgName | t:rs | t:date | t:time">
    <xsl:value-of select="@print-index"/><xsl:apply-templates/>
  </xsl:template>
  <xsl:template match="t:ref[@print-link]">
    <xsl:value-of select="@print-link"/><xsl:text>{</xsl:text><xsl:apply-templates/><xsl:text>}</xsl:text>
  </xsl:template>
  <xsl:template match="t:ptr[@print-link]">\teipage{<xsl:value-of select="@print-page"/>}</xsl:template>

  <!-- An element we have no treatment for is shown as it is. -->
  <xsl:template match="*" priority="-1"><xsl:apply-templates/></xsl:template>
</xsl:stylesheet>
