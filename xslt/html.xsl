<?xml version="1.0" encoding="UTF-8"?>
<!-- TEI text → an HTML article. Most elements are shown as the table of treatments says, which comes with the document as
     d:treatment rows; words of the interface come as d:message rows. Templates are for what a table cannot say. What
     neither knows is shown as text and carries data-element. What comes out is made valid HTML by rendering/flow.py, which
     also numbers the notes. XSLT 1.0, run by libxslt with all access denied. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="http://www.tei-c.org/ns/1.0"
  xmlns:d="urn:tei-edition:design" exclude-result-prefixes="t d">
  <xsl:output method="html" encoding="UTF-8" indent="no"/>
  <xsl:strip-space elements="t:text t:front t:body t:back t:group t:div t:sp t:list t:opener t:closer t:address t:table t:row
    t:lg t:choice t:app t:rdgGrp t:listWit t:listApp t:listPerson t:interpGrp t:figure t:castList t:listBibl"/>
  <xsl:key name="entry" match="t:standOff//*[@xml:id][self::t:person or self::t:place or self::t:org or self::t:event]"
    use="concat('#', @xml:id)"/>
  <xsl:key name="person" match="t:person[@xml:id]" use="concat('#', @xml:id)"/>
  <xsl:key name="treatment" match="d:treatment" use="@name"/>
  <xsl:key name="rule" match="d:rule" use="@ana"/>
  <xsl:key name="message" match="d:message" use="@key"/>

  <xsl:template match="/">
    <article id="page-text" tabindex="-1">
      <xsl:if test="//d:gallery"><div class="gallery"><xsl:apply-templates select="//d:gallery/d:facs"/></div></xsl:if>
      <xsl:apply-templates select="//t:text[not(ancestor::t:text)] | //t:sourceDoc"/>
      <xsl:if test="//t:app and //t:teiHeader//t:listWit">
        <section class="witnesses">
          <h2><xsl:value-of select="key('message', 'witnesses')"/></h2>
          <xsl:apply-templates select="//t:teiHeader//t:listWit[not(ancestor::t:listWit)]"/>
        </section>
      </xsl:if>
    </article>
  </xsl:template>

  <!-- By the table. The class is the element's name and type; an element that the table does not know is named. -->
  <xsl:template match="*" name="treated">
    <xsl:param name="as" select="key('treatment', local-name())[namespace-uri(current()) = 'http://www.tei-c.org/ns/1.0']"/>
    <xsl:param name="tag" select="$as/@tag"/>
    <xsl:variable name="known" select="boolean($tag)"/>
    <xsl:variable name="shown">
      <xsl:choose>
        <xsl:when test="$known"><xsl:value-of select="$tag"/></xsl:when>
        <xsl:otherwise>span</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:element name="{$shown}">
      <xsl:call-template name="class"><xsl:with-param name="more" select="$as/@layer"/></xsl:call-template>
      <xsl:if test="not($known)"><xsl:attribute name="data-element"><xsl:value-of select="name()"/></xsl:attribute></xsl:if>
      <xsl:if test="$as/@title">
        <xsl:attribute name="title"><xsl:value-of select="key('message', $as/@title)"/></xsl:attribute>
      </xsl:if>
      <xsl:call-template name="identity"/>
      <xsl:if test="$shown != 'div' and $shown != 'span'"><xsl:call-template name="number"/></xsl:if>
      <xsl:value-of select="$as/@before"/>
      <xsl:apply-templates/>
      <xsl:value-of select="$as/@after"/>
    </xsl:element>
  </xsl:template>
  <xsl:template match="comment() | processing-instruction() | d:*"/>

  <!-- What every element may carry: class, identifier, language with its direction, a paragraph's number -->
  <xsl:template name="class">
    <xsl:param name="name" select="local-name()"/>
    <xsl:param name="more"/>
    <xsl:variable name="layer"><xsl:if test="$more"><xsl:value-of select="concat(' as-', $more)"/></xsl:if></xsl:variable>
    <xsl:variable name="rend"><xsl:if test="self::t:hi or self::t:p or self::t:ab"><xsl:value-of select="concat(' ', @rend)"/></xsl:if></xsl:variable>
    <xsl:variable name="class" select="normalize-space(concat($name, ' ', @type, $rend, $layer))"/>
    <xsl:if test="$class != 'p'"><xsl:attribute name="class"><xsl:value-of select="$class"/></xsl:attribute></xsl:if>
  </xsl:template>
  <xsl:template name="identity">
    <!-- Identifiers that begin with page- are the page's own: a paragraph without another has one of these. -->
    <xsl:choose>
      <xsl:when test="@d:id"><xsl:attribute name="id"><xsl:value-of select="@d:id"/></xsl:attribute></xsl:when>
      <xsl:when test="@xml:id and not(starts-with(@xml:id, 'page-'))">
        <xsl:attribute name="id"><xsl:value-of select="@xml:id"/></xsl:attribute>
      </xsl:when>
    </xsl:choose>
    <xsl:call-template name="language"/>
  </xsl:template>
  <xsl:template name="language">
    <xsl:if test="@xml:lang"><xsl:attribute name="lang"><xsl:value-of select="@xml:lang"/></xsl:attribute></xsl:if>
  </xsl:template>
  <xsl:template name="number">
    <xsl:choose>
      <xsl:when test="@n and (@xml:id or @d:id)">
        <a class="n" href="#{@d:id}{@xml:id[not(../@d:id)]}"><xsl:value-of select="@n"/></a>
        <xsl:text> </xsl:text>
      </xsl:when>
      <xsl:when test="@d:id or (@xml:id and (self::t:p or self::t:ab) and not(ancestor::t:note))">
        <a class="n plain" href="#{@d:id}{@xml:id[not(../@d:id)]}" title="{key('message', 'link-here')}">¶</a>
        <xsl:text> </xsl:text>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- Structure -->
  <xsl:template match="t:div | t:div1 | t:div2 | t:div3 | t:div4 | t:div5 | t:div6 | t:div7">
    <section>
      <xsl:call-template name="class"><xsl:with-param name="name" select="'div'"/></xsl:call-template>
      <xsl:call-template name="identity"/>
      <xsl:apply-templates/>
    </section>
  </xsl:template>
  <xsl:template match="t:head">
    <xsl:variable name="depth" select="count(ancestor::*[starts-with(local-name(), 'div')])"/>
    <xsl:variable name="level" select="2 + ($depth &gt; 1) + ($depth &gt; 2) + ($depth &gt; 3) + ($depth &gt; 4)"/>
    <xsl:call-template name="treated"><xsl:with-param name="tag" select="concat('h', $level)"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:list/t:head | t:figure/t:head | t:table/t:head | t:lg/t:head | t:castList/t:head | t:listWit/t:head
    | t:castGroup/t:head | t:listBibl/t:head | t:argument/t:head | t:epigraph/t:head">
    <xsl:call-template name="treated"><xsl:with-param name="tag" select="'p'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:opener/t:seg | t:closer/t:seg | t:opener/t:note[@place = 'inline'] | t:closer/t:note[@place = 'inline']
    | t:opener/t:date | t:closer/t:date" priority="3">
    <p>
      <xsl:call-template name="class"/>
      <xsl:call-template name="identity"/>
      <xsl:call-template name="number"/>
      <xsl:choose>
        <xsl:when test="@rend = 'brackets'">[<xsl:apply-templates/>]</xsl:when>
        <xsl:otherwise><xsl:apply-templates/></xsl:otherwise>
      </xsl:choose>
    </p>
  </xsl:template>
  <xsl:template match="t:list">
    <div>
      <xsl:call-template name="class"/>
      <xsl:call-template name="identity"/>
      <xsl:call-template name="number"/>
      <xsl:apply-templates select="t:head"/>
      <xsl:variable name="tag">
        <xsl:choose>
          <xsl:when test="t:label">dl</xsl:when>
          <xsl:otherwise>ul</xsl:otherwise>
        </xsl:choose>
      </xsl:variable>
      <xsl:element name="{$tag}"><xsl:apply-templates select="node()[not(self::t:head)]"/></xsl:element>
    </div>
  </xsl:template>
  <xsl:template match="t:item"><li><xsl:call-template name="identity"/><xsl:call-template name="number"/><xsl:apply-templates/></li></xsl:template>
  <xsl:template match="t:list[t:label]/t:item" priority="2"><dd><xsl:call-template name="identity"/><xsl:call-template name="number"/><xsl:apply-templates/></dd></xsl:template>
  <xsl:template match="t:list/t:label" priority="2"><dt><xsl:call-template name="identity"/><xsl:apply-templates/></dt></xsl:template>
  <xsl:template match="t:label">
    <span><xsl:call-template name="class"/><xsl:call-template name="identity"/><xsl:apply-templates/></span>
  </xsl:template>
  <xsl:template match="t:table">
    <div class="scroll" role="region" tabindex="0" aria-label="{key('message', 'table')}">
      <xsl:apply-templates select="t:head"/>
      <table><xsl:call-template name="identity"/><xsl:apply-templates select="node()[not(self::t:head)]"/></table>
    </div>
  </xsl:template>
  <xsl:template match="t:row"><tr><xsl:call-template name="identity"/><xsl:apply-templates/></tr></xsl:template>
  <xsl:template match="t:cell">
    <xsl:variable name="tag">
      <xsl:choose>
        <xsl:when test="@role = 'label' or ../@role = 'label'">th</xsl:when>
        <xsl:otherwise>td</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:element name="{$tag}">
      <xsl:if test="number(@cols) &gt; 1 and number(@cols) &lt; 100"><xsl:attribute name="colspan"><xsl:value-of select="round(@cols)"/></xsl:attribute></xsl:if>
      <xsl:call-template name="identity"/>
      <xsl:apply-templates/>
    </xsl:element>
  </xsl:template>
  <xsl:template match="t:l"><span class="l"><xsl:call-template name="identity"/><xsl:call-template name="number"/><xsl:apply-templates/></span></xsl:template>

  <!-- Speech -->
  <xsl:template match="t:sp"><div class="sp"><xsl:call-template name="identity"/><xsl:apply-templates/></div></xsl:template>
  <xsl:template match="t:speaker"><p class="speaker"><xsl:call-template name="identity"/><xsl:apply-templates/></p></xsl:template>
  <!-- An utterance has no label of its own: its speaker is named as the lists name them. -->
  <xsl:template match="t:u">
    <p class="u">
      <xsl:call-template name="identity"/>
      <xsl:call-template name="number"/>
      <xsl:if test="@who">
        <xsl:variable name="person" select="key('person', substring-before(concat(@who, ' '), ' '))"/>
        <b class="who">
          <xsl:choose>
            <xsl:when test="$person/t:persName"><xsl:value-of select="normalize-space($person/t:persName)"/></xsl:when>
            <xsl:otherwise><xsl:value-of select="translate(@who, '#', '')"/></xsl:otherwise>
          </xsl:choose>
        </b>
        <xsl:text> </xsl:text>
      </xsl:if>
      <xsl:apply-templates/>
    </p>
  </xsl:template>
  <xsl:template match="t:stage"><span><xsl:call-template name="class"/><xsl:call-template name="identity"/><xsl:apply-templates/></span></xsl:template>
  <xsl:template match="t:sp/t:stage | t:div/t:stage | t:body/t:stage | t:sp/t:vocal | t:sp/t:kinesic | t:sp/t:incident
    | t:div/t:vocal | t:div/t:kinesic | t:div/t:incident">
    <p>
      <xsl:call-template name="class"><xsl:with-param name="name" select="concat(local-name(), ' block')"/></xsl:call-template>
      <xsl:call-template name="identity"/>
      <xsl:call-template name="number"/>
      <xsl:apply-templates/>
    </p>
  </xsl:template>

  <!-- Notes: a mark where the note stands, and the note, which flow.py moves below the paragraph -->
  <xsl:template match="t:note">
    <sup class="noteref"><a/></sup>
    <aside>
      <xsl:call-template name="class"/>
      <xsl:call-template name="identity"/>
      <xsl:apply-templates/>
    </aside>
  </xsl:template>
  <xsl:template match="t:note[@place = 'inline']" priority="1"><span><xsl:call-template name="class"/><xsl:call-template name="identity"/><xsl:apply-templates/></span></xsl:template>
  <xsl:template match="t:div/t:note | t:body/t:note | t:back/t:note | t:front/t:note | t:noteGrp/t:note | t:list/t:note
    | t:listApp/t:note | t:body/t:app/t:note | t:div/t:app/t:note" priority="2">
    <div>
      <xsl:call-template name="class"><xsl:with-param name="name" select="'note block'"/></xsl:call-template>
      <xsl:call-template name="identity"/>
      <xsl:choose>
        <xsl:when test="@xml:id"><xsl:call-template name="number"/></xsl:when>
        <xsl:when test="@n"><span class="n"><xsl:value-of select="@n"/></span><xsl:text> </xsl:text></xsl:when>
      </xsl:choose>
      <xsl:apply-templates/>
    </div>
  </xsl:template>

  <!-- What editors and translators did. Both readings of a choice are in the page; a layer shows one or both. -->
  <xsl:template match="t:supplied[@rend = 'brackets'] | t:note[@place = 'inline' and @rend = 'brackets']" priority="2">
    <span class="supplied" title="{key('message', 'by-translator')}"><xsl:call-template name="identity"/>[<xsl:apply-templates/>]</span>
  </xsl:template>
  <xsl:template match="t:supplied">
    <span class="supplied editor" title="{key('message', 'by-editors')}"><xsl:call-template name="identity"/>⟨<xsl:apply-templates/>⟩</span>
  </xsl:template>
  <xsl:template match="t:choice[t:sic and t:corr]">
    <span class="sic as-source"><xsl:apply-templates select="t:sic/node()"/></span>
    <span class="as-both"> [<i lang="la">sic</i>; <xsl:value-of select="key('message', 'read')"/>: </span>
    <span class="corr as-read"><xsl:apply-templates select="t:corr/node()"/></span>
    <span class="as-both">]</span>
    <xsl:apply-templates select="*[not(self::t:sic or self::t:corr)]"/>
  </xsl:template>
  <xsl:template match="t:choice[t:orig and t:reg] | t:choice[t:abbr and t:expan]">
    <span class="{local-name(t:orig | t:abbr)} as-source"><xsl:apply-templates select="(t:orig | t:abbr)/node()"/></span>
    <span class="as-both"> [</span>
    <span class="{local-name(t:reg | t:expan)} as-read"><xsl:apply-templates select="(t:reg | t:expan)/node()"/></span>
    <span class="as-both">]</span>
    <xsl:apply-templates select="*[not(self::t:orig or self::t:reg or self::t:abbr or self::t:expan)]"/>
  </xsl:template>
  <xsl:template match="t:choice">
    <xsl:for-each select="*">
      <xsl:if test="position() &gt; 1"><xsl:text> / </xsl:text></xsl:if>
      <xsl:apply-templates select="."/>
    </xsl:for-each>
  </xsl:template>
  <xsl:template match="t:gap">
    <span class="gap" title="{key('message', 'gap')}">
      <xsl:call-template name="identity"/>
      <xsl:text>[…</xsl:text>
      <xsl:choose>
        <xsl:when test="node()"><i><xsl:text> </xsl:text><xsl:apply-templates/></i></xsl:when>
        <xsl:when test="@reason | @extent | @quantity">
          <i><xsl:value-of select="concat(' ', normalize-space(concat(translate(@reason, '_-', '  '), ' ', @extent, ' ', @quantity, ' ', @unit)))"/></i>
        </xsl:when>
      </xsl:choose>
      <xsl:text>]</xsl:text>
    </span>
  </xsl:template>
  <xsl:template match="t:space"><span class="space"><xsl:text>&#8195; </xsl:text><xsl:apply-templates/></span></xsl:template>
  <xsl:template match="t:lb">
    <br class="lb"/>
    <xsl:if test="not(@break = 'no')"><xsl:text> </xsl:text></xsl:if>
    <xsl:apply-templates/>
  </xsl:template>
  <xsl:template match="t:pb | t:cb | t:milestone">
    <span class="{local-name()}" title="{key('message', 'page-break')}">
      <xsl:call-template name="identity"/>
      <xsl:variable name="kind">
        <xsl:choose>
          <xsl:when test="self::t:pb"><xsl:value-of select="key('message', 'page')"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="@unit"/></xsl:otherwise>
        </xsl:choose>
      </xsl:variable>
      <xsl:value-of select="concat('[', normalize-space(concat($kind, ' ', @n)), ']')"/>
      <xsl:apply-templates/>
    </span>
  </xsl:template>
  <!-- The image of a page: shown where it stands beside the page, else linked. -->
  <xsl:template match="d:facs" priority="1">
    <xsl:variable name="href"><xsl:call-template name="safe"><xsl:with-param name="address" select="@url"/></xsl:call-template></xsl:variable>
    <xsl:variable name="name" select="normalize-space(concat(key('message', 'facsimile-page'), ' ', @n))"/>
    <xsl:if test="string($href)">
      <span>
        <xsl:attribute name="class">facs<xsl:if test="not(@shown)"> linked</xsl:if></xsl:attribute>
        <a href="{$href}">
          <xsl:choose>
            <xsl:when test="@shown">
              <img src="{$href}" loading="lazy" decoding="async">
                <xsl:attribute name="alt"><xsl:value-of select="$name"/><xsl:if test="@words != ''">: <xsl:value-of select="@words"/></xsl:if></xsl:attribute>
                <xsl:copy-of select="@width | @height"/>
              </img>
            </xsl:when>
            <xsl:otherwise><xsl:value-of select="$name"/></xsl:otherwise>
          </xsl:choose>
        </a>
      </span>
    </xsl:if>
  </xsl:template>
  <xsl:template match="t:anchor | t:certainty | t:precision | t:respons | t:handShift | t:addSpan | t:delSpan | t:shift | t:pause
    | t:listTranspose | t:lacunaStart | t:lacunaEnd | t:witStart | t:witEnd">
    <xsl:if test="@xml:id"><span><xsl:call-template name="identity"/></span></xsl:if>
    <xsl:apply-templates/>
  </xsl:template>

  <!-- Apparatus: the lemma in the text, its readings in a note; an apparatus on its own is a list of readings -->
  <xsl:template match="t:app">
    <span>
      <xsl:attribute name="class">app<xsl:if test="@type = 'fact'"> fact</xsl:if></xsl:attribute>
      <xsl:call-template name="identity"/>
      <xsl:apply-templates select="(t:lem | t:rdg | t:rdgGrp)[1]" mode="lemma"/>
    </span>
    <sup class="noteref"><a/></sup>
    <aside class="note app"><xsl:call-template name="readings"/></aside>
  </xsl:template>
  <!-- An entry that stood elsewhere and was put behind its lemma. -->
  <xsl:template match="t:app[@d:placed]" priority="2">
    <sup class="noteref"><a/></sup>
    <aside class="note app"><xsl:call-template name="identity"/><xsl:call-template name="readings"/></aside>
  </xsl:template>
  <xsl:template match="t:lem | t:rdg" mode="lemma"><xsl:apply-templates/></xsl:template>
  <xsl:template match="t:rdgGrp" mode="lemma"><xsl:apply-templates select="(t:lem | t:rdg | t:rdgGrp)[1]" mode="lemma"/></xsl:template>
  <xsl:template match="t:body/t:app | t:div/t:app | t:listApp/t:app | t:back/t:app">
    <section class="app">
      <xsl:call-template name="identity"/>
      <h3 class="place">
        <xsl:choose>
          <xsl:when test="@n"><xsl:value-of select="@n"/></xsl:when>
          <xsl:when test="@loc"><xsl:value-of select="@loc"/></xsl:when>
          <xsl:when test="@xml:id"><xsl:value-of select="@xml:id"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="key('message', 'variants')"/></xsl:otherwise>
        </xsl:choose>
      </h3>
      <xsl:call-template name="readings"/>
    </section>
  </xsl:template>
  <xsl:template name="readings">
    <ul class="readings"><xsl:apply-templates select="t:lem | t:rdg | t:rdgGrp"/></ul>
    <xsl:apply-templates select="*[not(self::t:lem or self::t:rdg or self::t:rdgGrp)]"/>
  </xsl:template>
  <xsl:template match="t:rdgGrp"><xsl:apply-templates/></xsl:template>
  <xsl:template match="t:lem | t:rdg">
    <li>
      <xsl:call-template name="class"/>
      <xsl:call-template name="identity"/>
      <span class="words">
        <xsl:choose>
          <xsl:when test="normalize-space() or *"><xsl:apply-templates/></xsl:when>
          <xsl:otherwise><i><xsl:value-of select="key('message', 'omitted')"/></i></xsl:otherwise>
        </xsl:choose>
      </span>
      <xsl:if test="@type and not(@type = 'omission' and not(normalize-space() or *))">
        <xsl:variable name="told" select="key('message', concat('variant-', @type))"/>
        <xsl:text> </xsl:text>
        <span class="kind">
          <xsl:choose>
            <xsl:when test="$told"><xsl:value-of select="$told"/></xsl:when>
            <xsl:otherwise><xsl:value-of select="translate(@type, '-_', '  ')"/></xsl:otherwise>
          </xsl:choose>
        </span>
      </xsl:if>
      <xsl:if test="@wit">
        <xsl:text> </xsl:text>
        <span class="wit"><xsl:value-of select="translate(normalize-space(@wit), '#', '')"/></span>
      </xsl:if>
    </li>
  </xsl:template>
  <xsl:template match="t:witness">
    <p class="witness">
      <xsl:call-template name="identity"/>
      <b class="siglum"><xsl:value-of select="@n[not(../@xml:id)] | @xml:id"/></b>
      <xsl:text> </xsl:text>
      <xsl:apply-templates/>
    </p>
  </xsl:template>

  <!-- Interpretations and relations: what they are called, then what they say -->
  <xsl:template match="t:interpGrp | t:spanGrp | t:listRelation">
    <section>
      <xsl:call-template name="class"><xsl:with-param name="name" select="'group'"/></xsl:call-template>
      <xsl:call-template name="identity"/>
      <xsl:if test="@type"><h3 class="place"><xsl:value-of select="translate(@type, '-_', '  ')"/></h3></xsl:if>
      <xsl:apply-templates/>
    </section>
  </xsl:template>
  <xsl:template match="t:interp">
    <div class="interp">
      <xsl:call-template name="identity"/>
      <b class="siglum"><xsl:value-of select="@xml:id"/></b><xsl:text> </xsl:text>
      <xsl:apply-templates/>
    </div>
  </xsl:template>
  <xsl:template match="t:interp/t:p"><span><xsl:apply-templates/></span></xsl:template>
  <xsl:template match="t:relation">
    <p class="relation">
      <xsl:call-template name="identity"/>
      <xsl:value-of select="concat(@active | @mutual, ' ')"/>
      <xsl:if test="@passive"><xsl:value-of select="concat('→ ', @passive, ' ')"/></xsl:if>
      <xsl:value-of select="translate(normalize-space(concat(@name, ' ', @type, ' ', @ana)), '#', '')"/>
      <xsl:apply-templates/>
    </p>
  </xsl:template>

  <!-- Phrases -->
  <xsl:template match="t:hi">
    <xsl:variable name="tag">
      <xsl:choose>
        <xsl:when test="contains(@rend, 'bold') or @rend = 'strong'">b</xsl:when>
        <xsl:when test="contains(@rend, 'underline')">u</xsl:when>
        <xsl:when test="@rend = 'superscript' or @rend = 'sup'">sup</xsl:when>
        <xsl:when test="@rend = 'subscript' or @rend = 'sub'">sub</xsl:when>
        <xsl:when test="contains(@rend, 'caps') or contains(@rend, 'roman')">span</xsl:when>
        <xsl:otherwise>i</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:call-template name="treated"><xsl:with-param name="tag" select="$tag"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:quote[parent::t:div or parent::t:body or parent::t:sp or t:p or t:lg] | t:q[parent::t:div or parent::t:body or t:p]
    | t:cit[parent::t:div or parent::t:body]">
    <xsl:call-template name="treated"><xsl:with-param name="tag" select="'blockquote'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:bibl[parent::t:listBibl or parent::t:div]">
    <xsl:call-template name="treated"><xsl:with-param name="tag" select="'p'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:ref | t:ptr | t:graphic | t:media">
    <xsl:variable name="address" select="normalize-space(@target | @url)"/>
    <xsl:variable name="href"><xsl:call-template name="safe"><xsl:with-param name="address" select="$address"/></xsl:call-template></xsl:variable>
    <xsl:variable name="tag">
      <xsl:choose>
        <xsl:when test="string($href)">a</xsl:when>
        <xsl:otherwise>span</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:element name="{$tag}">
      <xsl:call-template name="class"/>
      <xsl:if test="string($href)"><xsl:attribute name="href"><xsl:value-of select="$href"/></xsl:attribute></xsl:if>
      <xsl:call-template name="identity"/>
      <xsl:apply-templates/>
      <xsl:if test="not(normalize-space())"><xsl:value-of select="$address"/></xsl:if>
    </xsl:element>
  </xsl:template>
  <!-- The address where it is http, https, mailto, or a file or place beside this page; else nothing. -->
  <xsl:template name="safe">
    <xsl:param name="address"/>
    <xsl:variable name="low" select="translate($address, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')"/>
    <xsl:variable name="first" select="substring-before(concat($address, '/'), '/')"/>
    <xsl:choose>
      <xsl:when test="contains($address, ' ')"/>
      <xsl:when test="starts-with($low, 'https://') or starts-with($low, 'http://') or starts-with($low, 'mailto:')"><xsl:value-of select="$address"/></xsl:when>
      <xsl:when test="starts-with($address, '#')"><xsl:value-of select="$address"/></xsl:when>
      <xsl:when test="$first != '' and not(contains($first, ':')) and not(contains($address, '\'))"><xsl:value-of select="$address"/></xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- Names and dates lead to their entry. flow.py makes links inside links plain. -->
  <xsl:template match="t:persName | t:placeName | t:orgName | t:rs | t:name">
    <xsl:variable name="first" select="substring-before(concat(normalize-space(@ref), ' '), ' ')"/>
    <xsl:choose>
      <xsl:when test="key('entry', $first) or starts-with($first, 'http://') or starts-with($first, 'https://')">
        <a><xsl:call-template name="mention"><xsl:with-param name="href" select="$first"/></xsl:call-template></a>
      </xsl:when>
      <xsl:otherwise><span><xsl:call-template name="mention"/></span></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="t:date | t:time">
    <xsl:variable name="from" select="string(@from | @notBefore[not(../@from)])"/>
    <xsl:variable name="to" select="string(@to | @notAfter[not(../@to)])"/>
    <xsl:variable name="value">
      <xsl:choose>
        <xsl:when test="@when"><xsl:value-of select="substring-before(concat(@when, 'T'), 'T')"/></xsl:when>
        <xsl:when test="$from != '' and $to != ''"><xsl:value-of select="concat($from, '-to-', $to)"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="concat($from, $to)"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="$value != ''">
        <a><xsl:call-template name="mention"><xsl:with-param name="href" select="concat('#page-date-', $value)"/></xsl:call-template></a>
      </xsl:when>
      <xsl:otherwise><span><xsl:call-template name="mention"/></span></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <!-- What stands in the element of a name or a date. There are hundreds of them: no variable here is a tree. -->
  <xsl:template name="mention">
    <xsl:param name="href"/>
    <xsl:variable name="is-proposed" select="contains(@resp, '#machine')"/>
    <xsl:attribute name="class">
      <xsl:value-of select="local-name()"/>
      <xsl:if test="self::t:rs"><xsl:value-of select="concat(' ', @type)"/></xsl:if>
      <xsl:choose>
        <xsl:when test="not($is-proposed)"> set</xsl:when>
        <xsl:when test="normalize-space(@resp) != '#machine'"> reviewed</xsl:when>
      </xsl:choose>
      <xsl:if test="@cert and @cert != 'high'"><xsl:value-of select="concat(' cert-', @cert)"/></xsl:if>
    </xsl:attribute>
    <xsl:if test="$href"><xsl:attribute name="href"><xsl:value-of select="$href"/></xsl:attribute></xsl:if>
    <xsl:if test="contains(normalize-space(@ref), ' ')">
      <xsl:attribute name="data-also"><xsl:value-of select="substring-after(normalize-space(@ref), ' ')"/></xsl:attribute>
    </xsl:if>
    <!-- Which rule proposed it, by its place in the list at the end of the page, unless it is the usual one. -->
    <xsl:if test="$is-proposed">
      <xsl:variable name="rule" select="key('rule', @ana)[not(@usual = local-name(current()))]"/>
      <xsl:if test="$rule"><xsl:attribute name="data-rule"><xsl:value-of select="$rule/@n"/></xsl:attribute></xsl:if>
    </xsl:if>
    <xsl:if test="@xml:* | @d:id"><xsl:call-template name="identity"/></xsl:if>
    <xsl:apply-templates/>
  </xsl:template>
</xsl:stylesheet>
