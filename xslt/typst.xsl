<?xml version="1.0" encoding="UTF-8"?>
<!-- TEI text → calls of the functions that the template document.typ.j2 defines, in Typst's code mode. Every text and
     attribute comes in escaped, fit to stand between the quotes of a string literal: this stylesheet only puts the
     quotes. XSLT 1.0, run by libxslt with all access denied. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="http://www.tei-c.org/ns/1.0">
  <xsl:output method="text" encoding="UTF-8"/>
  <xsl:strip-space elements="t:text t:front t:body t:back t:group t:div t:sp t:list t:opener t:closer t:address t:table t:row t:lg
    t:choice t:app"/>

  <xsl:template match="/"><xsl:apply-templates select="//t:text[not(ancestor::t:text)]"/></xsl:template>
  <xsl:template match="text()">"<xsl:value-of select="."/>"
</xsl:template>
  <xsl:template match="comment() | processing-instruction()"/>

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
    <xsl:value-of select="$name"/>
    <xsl:text>("</xsl:text>
    <xsl:value-of select="@n"/>
    <xsl:text>", {&#10;</xsl:text>
    <xsl:apply-templates/>
    <xsl:text>})&#10;</xsl:text>
  </xsl:template>
  <xsl:template match="t:p | t:ab | t:trailer | t:salute | t:signed | t:byline | t:addrLine | t:opener/t:seg | t:closer/t:seg | t:item | t:lg | t:row">
    <xsl:call-template name="numbered"><xsl:with-param name="name" select="'paragraph'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:head">
    <xsl:call-template name="numbered"><xsl:with-param name="name" select="'text-heading'"/></xsl:call-template>
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
  <xsl:template match="t:list | t:table"><xsl:apply-templates select="*"/></xsl:template>
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
  <xsl:template match="t:cell"><xsl:apply-templates/>"  "
</xsl:template>
  <xsl:template match="t:l | t:lb"><xsl:apply-templates/>linebreak()
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
  <xsl:template match="t:note[@place = 'inline']"><xsl:apply-templates/></xsl:template>
  <xsl:template match="t:note">
    <xsl:call-template name="call"><xsl:with-param name="name" select="'footnote'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:choice[t:sic and t:corr]">
    <xsl:apply-templates select="t:sic/node()"/>
    <xsl:text>correction({&#10;</xsl:text>
    <xsl:apply-templates select="t:corr/node()"/>
    <xsl:text>})&#10;</xsl:text>
  </xsl:template>
  <xsl:template match="t:choice"><xsl:apply-templates select="(t:orig | t:abbr | *)[1]"/></xsl:template>
  <xsl:template match="t:rdg"/>
  <xsl:template match="t:gap">
    <xsl:text>missing("</xsl:text><xsl:value-of select="t:desc"/><xsl:text>")&#10;</xsl:text>
  </xsl:template>
  <xsl:template match="t:space">h(0.9em)
</xsl:template>

  <!-- Phrases and names -->
  <xsl:template match="t:emph | t:hi | t:foreign | t:title">
    <xsl:call-template name="call"><xsl:with-param name="name" select="'emph'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:hi[@rend = 'bold']" priority="2">
    <xsl:call-template name="call"><xsl:with-param name="name" select="'strong'"/></xsl:call-template>
  </xsl:template>
  <xsl:template match="t:persName[@ref] | t:placeName[@ref] | t:orgName[@ref] | t:rs[@ref]">
    <xsl:text>mention("</xsl:text>
    <xsl:value-of select="normalize-space(@ref)"/>
    <xsl:text>", {&#10;</xsl:text>
    <xsl:apply-templates/>
    <xsl:text>})&#10;</xsl:text>
  </xsl:template>

  <!-- An element we have no treatment for is shown as it is. -->
  <xsl:template match="*"><xsl:apply-templates/></xsl:template>
</xsl:stylesheet>
