<?xml version="1.0" encoding="UTF-8"?>
<!-- ODD → Schematron (ISO/IEC 19757-3) with XPath 1.0: one pattern for each constraintSpec. XSLT 1.0, run by libxslt with
     all access denied. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="http://www.tei-c.org/ns/1.0"
  xmlns:s="http://purl.oclc.org/dsdl/schematron" xmlns="http://purl.oclc.org/dsdl/schematron" exclude-result-prefixes="t s">
  <xsl:template match="text()[not(normalize-space())]"/>

  <xsl:template match="/">
    <schema queryBinding="xslt">
      <xsl:comment> Made from <xsl:value-of select="//t:schemaSpec/@ident"/>.odd by `make schema`; do not edit. </xsl:comment>
      <ns prefix="tei" uri="http://www.tei-c.org/ns/1.0"/>
      <xsl:apply-templates select="//t:constraintSpec"/>
    </schema>
  </xsl:template>
  <xsl:template match="t:constraintSpec">
    <pattern id="{@ident}.pattern">
      <xsl:apply-templates select="t:constraint/s:*"/>
    </pattern>
  </xsl:template>
  <!-- Named anew, so that no namespace of the ODD comes along. -->
  <xsl:template match="s:*">
    <xsl:element name="{local-name()}">
      <xsl:copy-of select="@*"/>
      <xsl:apply-templates/>
    </xsl:element>
  </xsl:template>
</xsl:stylesheet>
