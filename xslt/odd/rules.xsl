<?xml version="1.0" encoding="UTF-8"?>
<!-- ODD → the table of rules that its Schematron adds to those of validation, as TOML: how bad, why, what to do. An
     assertion says what is wrong and what to do about it, parted by a semicolon. XSLT 1.0, run by libxslt with all access
     denied. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="http://www.tei-c.org/ns/1.0"
  xmlns:s="http://purl.oclc.org/dsdl/schematron">
  <xsl:output method="text" encoding="UTF-8"/>

  <xsl:template match="/">
    <xsl:text># The rules of the Schematron: id → how bad, why, what to do. Made from </xsl:text>
    <xsl:value-of select="//t:schemaSpec/@ident"/>
    <xsl:text>.odd by `make schema`; do not edit.&#10;</xsl:text>
    <xsl:apply-templates select="//s:assert"/>
  </xsl:template>
  <xsl:template match="s:assert">
    <xsl:value-of select="concat('&#10;[', @id, ']&#10;severity = &quot;', @role, '&quot;&#10;about = ')"/>
    <xsl:call-template name="string">
      <xsl:with-param name="text" select="ancestor::t:constraintSpec/t:desc"/>
    </xsl:call-template>
    <xsl:text>remedy = </xsl:text>
    <xsl:call-template name="string">
      <xsl:with-param name="text" select="substring-after(., '; ')"/>
    </xsl:call-template>
  </xsl:template>

  <!-- A literal string of TOML, which has no escapes. -->
  <xsl:template name="string">
    <xsl:param name="text"/>
    <xsl:if test='contains($text, "&apos;&apos;&apos;")'>
      <xsl:message terminate="yes">no rule may have three apostrophes in a row</xsl:message>
    </xsl:if>
    <xsl:value-of select='concat("&apos;&apos;&apos;", normalize-space($text), "&apos;&apos;&apos;&#10;")'/>
  </xsl:template>
</xsl:stylesheet>
