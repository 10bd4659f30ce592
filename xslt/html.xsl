<?xml version="1.0" encoding="UTF-8"?>
<!-- TEI text → an HTML fragment. One template an element; what has none is shown as it is, in an element that says its
     name (see the end). XSLT 1.0, run by libxslt with all access denied. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="http://www.tei-c.org/ns/1.0"
  exclude-result-prefixes="t">
  <xsl:output method="html" encoding="UTF-8" indent="no"/>
  <xsl:key name="entry" match="t:standOff//*[@xml:id]" use="concat('#', @xml:id)"/>
  <xsl:variable name="lower" select="'abcdefghijklmnopqrstuvwxyz'"/>
  <xsl:variable name="upper" select="'ABCDEFGHIJKLMNOPQRSTUVWXYZ'"/>

  <xsl:template match="/">
    <xsl:apply-templates select="//t:text[not(ancestor::t:text)]/*"/>
    <xsl:if test="//t:text//t:note[not(@place = 'inline')]">
      <section class="notes" aria-labelledby="notes-title">
        <h2 id="notes-title">Notes</h2>
        <ol>
          <xsl:for-each select="//t:text//t:note[not(@place = 'inline')]">
            <li id="note-{position()}">
              <xsl:apply-templates/>
              <xsl:text> </xsl:text>
              <a href="#noteref-{position()}" aria-label="Back to the text">↩</a>
            </li>
          </xsl:for-each>
        </ol>
      </section>
    </xsl:if>
  </xsl:template>

  <!-- Structure -->
  <xsl:template match="t:front | t:body | t:back | t:group"><xsl:apply-templates/></xsl:template>
  <xsl:template match="t:div">
    <section class="{normalize-space(concat('div ', @type))}">
      <xsl:call-template name="identity"/>
      <xsl:apply-templates/>
    </section>
  </xsl:template>
  <xsl:template match="t:opener | t:closer | t:address">
    <div class="{local-name()}"><xsl:apply-templates select="*"/></div>
  </xsl:template>
  <xsl:template match="t:head">
    <h2 class="head"><xsl:call-template name="numbered"/><xsl:apply-templates/></h2>
  </xsl:template>
  <xsl:template match="t:list/t:head">
    <span class="list-head"><xsl:apply-templates/></span><xsl:text> </xsl:text>
  </xsl:template>
  <xsl:template match="t:div//t:div/t:head">
    <h3 class="head"><xsl:call-template name="numbered"/><xsl:apply-templates/></h3>
  </xsl:template>
  <xsl:template match="t:p | t:ab | t:dateline | t:trailer | t:salute | t:signed | t:byline | t:addrLine | t:opener/t:seg | t:closer/t:seg">
    <p class="{normalize-space(concat(local-name(), ' ', @type))}">
      <xsl:call-template name="numbered"/>
      <xsl:apply-templates/>
    </p>
  </xsl:template>
  <xsl:template match="t:opener/t:note[@place = 'inline']" priority="3">
    <p class="{normalize-space(concat('note ', @type))}">
      <xsl:call-template name="numbered"/>
      <xsl:apply-templates/>
    </p>
  </xsl:template>
  <xsl:template match="t:note//t:p"><xsl:apply-templates/><xsl:text> </xsl:text></xsl:template>
  <xsl:template match="t:list">
    <ul class="{normalize-space(concat('list ', @type))}"><xsl:apply-templates select="*"/></ul>
  </xsl:template>
  <xsl:template match="t:list[@n]">
    <div class="list numbered">
      <xsl:call-template name="numbered"/>
      <xsl:apply-templates select="t:head"/>
      <ul><xsl:apply-templates select="*[not(self::t:head)]"/></ul>
    </div>
  </xsl:template>
  <xsl:template match="t:item">
    <li><xsl:call-template name="numbered"/><xsl:apply-templates/></li>
  </xsl:template>
  <xsl:template match="t:table"><table><xsl:apply-templates select="*"/></table></xsl:template>
  <xsl:template match="t:row"><tr><xsl:apply-templates select="*"/></tr></xsl:template>
  <xsl:template match="t:cell"><td><xsl:apply-templates/></td></xsl:template>
  <xsl:template match="t:lg"><div class="lg"><xsl:apply-templates/></div></xsl:template>
  <xsl:template match="t:l"><span class="l"><xsl:apply-templates/></span></xsl:template>

  <!-- Speech -->
  <xsl:template match="t:sp">
    <div class="sp"><xsl:call-template name="identity"/><xsl:apply-templates select="*"/></div>
  </xsl:template>
  <xsl:template match="t:speaker"><p class="speaker"><xsl:apply-templates/></p></xsl:template>
  <xsl:template match="t:stage">
    <span class="{normalize-space(concat('stage ', @type))}"><xsl:apply-templates/></span>
  </xsl:template>
  <xsl:template match="t:sp/t:stage | t:div/t:stage">
    <p class="{normalize-space(concat('stage block ', @type))}">
      <xsl:call-template name="numbered"/>
      <xsl:apply-templates/>
    </p>
  </xsl:template>
  <xsl:template match="t:label">
    <span class="{normalize-space(concat('label ', @type))}"><xsl:apply-templates/></span>
  </xsl:template>
  <xsl:template match="t:said | t:seg | t:num | t:vocal | t:kinesic | t:incident | t:desc | t:term | t:roleName">
    <span class="{normalize-space(concat(local-name(), ' ', @type))}"><xsl:apply-templates/></span>
  </xsl:template>

  <!-- What editors and translators did -->
  <xsl:template match="t:supplied[@rend = 'brackets'] | t:note[@place = 'inline' and @rend = 'brackets']" priority="2">
    <span class="supplied" title="added by the translator">[<xsl:apply-templates/>]</span>
  </xsl:template>
  <xsl:template match="t:supplied">
    <span class="supplied editor" title="supplied by the editors">⟨<xsl:apply-templates/>⟩</span>
  </xsl:template>
  <xsl:template match="t:note[@place = 'inline']"><span class="note"><xsl:apply-templates/></span></xsl:template>
  <xsl:template match="t:note">
    <xsl:variable name="k">
      <xsl:number level="any" count="t:note[not(@place = 'inline') and ancestor::t:text]"/>
    </xsl:variable>
    <sup class="noteref"><a id="noteref-{$k}" href="#note-{$k}" aria-label="Note {$k}"><xsl:value-of select="$k"/></a></sup>
  </xsl:template>
  <xsl:template match="t:choice[t:sic and t:corr]">
    <span class="sic"><xsl:apply-templates select="t:sic/node()"/></span>
    <span class="corr"> [<i>sic</i>; read: <xsl:apply-templates select="t:corr/node()"/>]</span>
  </xsl:template>
  <xsl:template match="t:choice[t:orig and t:reg]"><xsl:apply-templates select="t:orig/node()"/></xsl:template>
  <xsl:template match="t:choice[t:abbr and t:expan]">
    <abbr title="{t:expan}"><xsl:apply-templates select="t:abbr/node()"/></abbr>
  </xsl:template>
  <xsl:template match="t:gap">
    <span class="gap" title="a gap in the text">[… <i><xsl:value-of select="t:desc"/></i>]</span>
  </xsl:template>
  <xsl:template match="t:del"><del><xsl:apply-templates/></del></xsl:template>
  <xsl:template match="t:add"><ins><xsl:apply-templates/></ins></xsl:template>
  <xsl:template match="t:unclear"><span class="unclear" title="hard to read"><xsl:apply-templates/></span></xsl:template>
  <xsl:template match="t:space"><span class="space"><xsl:text>&#8195; </xsl:text></span></xsl:template>

  <!-- Phrases -->
  <xsl:template match="t:emph"><em><xsl:apply-templates/></em></xsl:template>
  <xsl:template match="t:hi | t:foreign | t:title | t:mentioned">
    <i class="{normalize-space(concat(local-name(), ' ', @rend))}">
      <xsl:call-template name="language"/>
      <xsl:apply-templates/>
    </i>
  </xsl:template>
  <xsl:template match="t:hi[@rend = 'bold']"><b class="hi"><xsl:apply-templates/></b></xsl:template>
  <xsl:template match="t:hi[@rend = 'underline']"><u class="hi"><xsl:apply-templates/></u></xsl:template>
  <xsl:template match="t:hi[@rend = 'superscript']"><sup class="hi"><xsl:apply-templates/></sup></xsl:template>
  <xsl:template match="t:hi[@rend = 'subscript']"><sub class="hi"><xsl:apply-templates/></sub></xsl:template>
  <xsl:template match="t:q | t:quote"><span class="{local-name()}"><xsl:apply-templates/></span></xsl:template>
  <xsl:template match="t:lb"><br/></xsl:template>
  <xsl:template match="t:lb[@break = 'no']"/>
  <xsl:template match="t:pb"><span class="pb" title="page break">[p. <xsl:value-of select="@n"/>]</span></xsl:template>
  <xsl:template match="t:app"><xsl:apply-templates select="t:lem | t:rdg[not(../t:lem)][1]"/></xsl:template>
  <xsl:template match="t:lem | t:rdg"><xsl:apply-templates/></xsl:template>
  <xsl:template match="t:ref | t:ptr">
    <xsl:variable name="low" select="translate(@target, $upper, $lower)"/>
    <xsl:variable name="words">
      <xsl:apply-templates/>
      <xsl:if test="not(node())"><xsl:value-of select="@target"/></xsl:if>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="starts-with($low, 'https://') or starts-with($low, 'http://') or starts-with($low, 'mailto:')
        or starts-with($low, '#')">
        <a href="{@target}"><xsl:copy-of select="$words"/></a>
      </xsl:when>
      <xsl:otherwise><span class="ref"><xsl:copy-of select="$words"/></span></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Names and dates. A link holds no link: names inside names are marked, the outer one leads to the index. -->
  <xsl:template match="t:persName | t:placeName | t:orgName | t:rs | t:name">
    <xsl:variable name="first" select="substring-before(concat(normalize-space(@ref), ' '), ' ')"/>
    <xsl:variable name="inside" select="ancestor::t:persName | ancestor::t:placeName | ancestor::t:orgName | ancestor::t:rs
      | ancestor::t:ref"/>
    <xsl:variable name="class">
      <xsl:text>name </xsl:text>
      <xsl:value-of select="local-name()"/>
      <xsl:if test="@type"><xsl:value-of select="concat(' ', @type)"/></xsl:if>
      <xsl:if test="@resp = '#machine'"> machine</xsl:if>
      <xsl:if test="@cert and @cert != 'high'"><xsl:value-of select="concat(' cert-', @cert)"/></xsl:if>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="key('entry', $first) and not($inside)">
        <a class="{$class}" href="#entry-{substring-after($first, '#')}">
          <xsl:attribute name="title"><xsl:call-template name="names"/></xsl:attribute>
          <xsl:apply-templates/>
        </a>
      </xsl:when>
      <xsl:otherwise>
        <span class="{$class}"><xsl:apply-templates/></span>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template name="names">
    <xsl:param name="rest" select="concat(normalize-space(@ref), ' ')"/>
    <xsl:variable name="entry" select="key('entry', substring-before($rest, ' '))"/>
    <xsl:value-of select="$entry/*[@type = 'main'] | $entry[not(*[@type = 'main'])]/*[1]"/>
    <xsl:variable name="more" select="substring-after($rest, ' ')"/>
    <xsl:if test="$more">
      <xsl:text>; </xsl:text>
      <xsl:call-template name="names"><xsl:with-param name="rest" select="$more"/></xsl:call-template>
    </xsl:if>
  </xsl:template>
  <xsl:template match="t:date | t:time">
    <xsl:choose>
      <xsl:when test="@when">
        <time class="date" datetime="{@when}" title="{@when}"><xsl:apply-templates/></time>
      </xsl:when>
      <xsl:otherwise>
        <span class="date" title="{@from}{@notBefore} to {@to}{@notAfter}"><xsl:apply-templates/></span>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Numbers of paragraphs, and what every element may carry -->
  <xsl:template name="numbered">
    <xsl:call-template name="identity"/>
    <xsl:if test="@n and @xml:id">
      <a class="n" href="#{@xml:id}" aria-label="Paragraph {@n}"><xsl:value-of select="@n"/></a>
      <xsl:text> </xsl:text>
    </xsl:if>
  </xsl:template>
  <xsl:template name="identity">
    <xsl:if test="@xml:id"><xsl:attribute name="id"><xsl:value-of select="@xml:id"/></xsl:attribute></xsl:if>
    <xsl:call-template name="language"/>
  </xsl:template>
  <xsl:template name="language">
    <xsl:if test="@xml:lang"><xsl:attribute name="lang"><xsl:value-of select="@xml:lang"/></xsl:attribute></xsl:if>
  </xsl:template>

  <!-- An element we have no treatment for is shown, and says what it is. -->
  <xsl:template match="*">
    <span class="other" data-element="{local-name()}"><xsl:apply-templates/></span>
  </xsl:template>
  <xsl:template match="comment() | processing-instruction()"/>
</xsl:stylesheet>
