<?xml version="1.0" encoding="UTF-8"?>
<!-- How the stylesheets of this folder find the specifications of an ODD. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="http://www.tei-c.org/ns/1.0">
  <xsl:key name="spec" match="t:elementSpec | t:classSpec | t:macroSpec | t:dataSpec" use="@ident"/>
  <xsl:key name="members" match="t:elementSpec | t:classSpec" use="t:classes/t:memberOf/@key"/>
  <xsl:key name="attribute" match="t:classSpec//t:attDef" use="concat(ancestor::t:classSpec/@ident, '/', @ident)"/>

  <!-- An element's name in documents, which may not be that of its specification. -->
  <xsl:template match="t:elementSpec" mode="name">
    <xsl:value-of select="@ident"/>
  </xsl:template>
  <xsl:template match="t:elementSpec[t:altIdent]" mode="name">
    <xsl:value-of select="t:altIdent"/>
  </xsl:template>
</xsl:stylesheet>
