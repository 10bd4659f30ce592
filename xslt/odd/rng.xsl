<?xml version="1.0" encoding="UTF-8"?>
<!-- ODD → RELAX NG, from the specifications of one document: TEI Guidelines, chapter 22 (documentation elements), of which
     this reads the part that our ODD uses. Every pattern has the name of its element, class, macro or data type.
     XSLT 1.0, run by libxslt with all access denied. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="http://www.tei-c.org/ns/1.0"
  xmlns="http://relaxng.org/ns/structure/1.0" exclude-result-prefixes="t">
  <xsl:include href="keys.xsl"/>
  <xsl:template match="text()"/>

  <xsl:template match="/">
    <grammar ns="http://www.tei-c.org/ns/1.0" datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
      <xsl:comment> Made from <xsl:value-of select="//t:schemaSpec/@ident"/>.odd by `make schema`; do not edit. </xsl:comment>
      <start>
        <ref name="{//t:schemaSpec/@start}"/>
      </start>
      <xsl:apply-templates select="//t:specGrp/*"/>
    </grammar>
  </xsl:template>

  <!-- Specifications -->
  <xsl:template match="t:elementSpec">
    <define name="{@ident}">
      <element>
        <xsl:attribute name="name">
          <xsl:apply-templates select="." mode="name"/>
        </xsl:attribute>
        <xsl:apply-templates select="t:classes" mode="attributes"/>
        <xsl:apply-templates select="t:attList"/>
        <xsl:apply-templates select="t:content/*"/>
      </element>
    </define>
  </xsl:template>
  <xsl:template match="t:classSpec[@type = 'atts']">
    <define name="{@ident}">
      <xsl:apply-templates select="t:classes" mode="attributes"/>
      <xsl:apply-templates select="t:attList"/>
    </define>
  </xsl:template>
  <xsl:template match="t:classSpec[@type = 'model']">
    <define name="{@ident}">
      <choice>
        <xsl:for-each select="key('members', @ident)">
          <ref name="{@ident}"/>
        </xsl:for-each>
      </choice>
    </define>
  </xsl:template>
  <xsl:template match="t:macroSpec | t:dataSpec">
    <define name="{@ident}">
      <xsl:apply-templates select="t:content/*"/>
    </define>
  </xsl:template>

  <!-- Attributes -->
  <xsl:template match="t:classes" mode="attributes">
    <xsl:for-each select="t:memberOf[key('spec', @key)/@type = 'atts']">
      <ref name="{@key}"/>
    </xsl:for-each>
  </xsl:template>
  <xsl:template match="t:attList">
    <xsl:apply-templates/>
  </xsl:template>
  <xsl:template match="t:attList[@org = 'choice']">
    <choice>
      <xsl:apply-templates/>
    </choice>
  </xsl:template>
  <xsl:template match="t:attList[@org = 'group']">
    <group>
      <xsl:apply-templates/>
    </group>
  </xsl:template>
  <xsl:template match="t:attRef">
    <xsl:apply-templates select="key('attribute', concat(@class, '/', @name))"/>
  </xsl:template>
  <xsl:template match="t:attDef[@usage = 'req']">
    <xsl:call-template name="attribute"/>
  </xsl:template>
  <xsl:template match="t:attDef">
    <optional>
      <xsl:call-template name="attribute"/>
    </optional>
  </xsl:template>
  <xsl:template name="attribute">
    <attribute name="{@ident}">
      <xsl:apply-templates select="t:datatype"/>
    </attribute>
  </xsl:template>
  <xsl:template match="t:datatype[@maxOccurs]">
    <list>
      <xsl:call-template name="times">
        <xsl:with-param name="what" select="."/>
      </xsl:call-template>
    </list>
  </xsl:template>
  <xsl:template match="t:datatype">
    <xsl:apply-templates select="." mode="once"/>
  </xsl:template>
  <xsl:template match="t:datatype" mode="once">
    <xsl:apply-templates select="t:dataRef"/>
  </xsl:template>
  <xsl:template match="t:datatype[../t:valList[@type = 'closed']]" mode="once">
    <xsl:apply-templates select="../t:valList"/>
  </xsl:template>

  <!-- Values -->
  <xsl:template match="t:valList">
    <choice>
      <xsl:for-each select="t:valItem">
        <value>
          <xsl:value-of select="@ident"/>
        </value>
      </xsl:for-each>
    </choice>
  </xsl:template>
  <xsl:template match="t:dataRef[@key]">
    <ref name="{@key}"/>
  </xsl:template>
  <xsl:template match="t:dataRef">
    <data type="{@name}">
      <xsl:apply-templates select="@restriction | t:dataFacet"/>
    </data>
  </xsl:template>
  <xsl:template match="@restriction">
    <param name="pattern">
      <xsl:value-of select="."/>
    </param>
  </xsl:template>
  <xsl:template match="t:dataFacet">
    <param name="{@name}">
      <xsl:value-of select="@value"/>
    </param>
  </xsl:template>

  <!-- Content -->
  <xsl:template match="t:textNode">
    <text/>
  </xsl:template>
  <xsl:template match="t:empty">
    <empty/>
  </xsl:template>
  <xsl:template match="t:elementRef | t:classRef | t:macroRef | t:alternate | t:sequence">
    <xsl:call-template name="times">
      <xsl:with-param name="what" select="."/>
    </xsl:call-template>
  </xsl:template>
  <xsl:template match="t:elementRef | t:classRef | t:macroRef" mode="once">
    <ref name="{@key}"/>
  </xsl:template>
  <xsl:template match="t:alternate" mode="once">
    <choice>
      <xsl:apply-templates/>
    </choice>
  </xsl:template>
  <!-- Text or any of many elements: one list of them, the members of classes in it. libxml2 makes an automaton of that in
       a quarter of the time that it takes for classes which hold classes. -->
  <xsl:template match="t:alternate[t:textNode]" mode="once">
    <choice>
      <text/>
      <choice>
        <xsl:apply-templates select="*[not(self::t:textNode)]" mode="flat"/>
      </choice>
    </choice>
  </xsl:template>
  <xsl:template match="t:classRef[not(@minOccurs or @maxOccurs)]" mode="flat">
    <xsl:apply-templates select="key('members', @key)" mode="flat"/>
  </xsl:template>
  <xsl:template match="t:classSpec" mode="flat">
    <xsl:apply-templates select="key('members', @ident)" mode="flat"/>
  </xsl:template>
  <xsl:template match="t:elementSpec" mode="flat">
    <ref name="{@ident}"/>
  </xsl:template>
  <xsl:template match="*" mode="flat">
    <xsl:apply-templates select="."/>
  </xsl:template>

  <!-- What stands side by side in RELAX NG is a sequence already, but not among alternatives. -->
  <xsl:template match="t:sequence" mode="once">
    <xsl:apply-templates/>
  </xsl:template>
  <xsl:template match="t:alternate/t:sequence[not(@minOccurs or @maxOccurs)]" mode="once">
    <group>
      <xsl:apply-templates/>
    </group>
  </xsl:template>

  <!-- How often: once, at most once, at least once, any number of times. -->
  <xsl:template name="times">
    <xsl:param name="what"/>
    <xsl:variable name="least" select="concat($what/@minOccurs, substring('1', 1, not($what/@minOccurs)))"/>
    <xsl:variable name="most" select="concat($what/@maxOccurs, substring('1', 1, not($what/@maxOccurs)))"/>
    <xsl:choose>
      <xsl:when test="$least = '1' and $most = '1'">
        <xsl:apply-templates select="$what" mode="once"/>
      </xsl:when>
      <xsl:when test="$least = '0' and $most = '1'">
        <optional>
          <xsl:apply-templates select="$what" mode="once"/>
        </optional>
      </xsl:when>
      <xsl:when test="$least = '1' and $most = 'unbounded'">
        <oneOrMore>
          <xsl:apply-templates select="$what" mode="once"/>
        </oneOrMore>
      </xsl:when>
      <xsl:when test="$least = '0' and $most = 'unbounded'">
        <zeroOrMore>
          <xsl:apply-templates select="$what" mode="once"/>
        </zeroOrMore>
      </xsl:when>
      <xsl:otherwise>
        <xsl:message terminate="yes">minOccurs and maxOccurs are 0, 1 or unbounded here; write the element several times</xsl:message>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- What this stylesheet does not know must not vanish from the schema. -->
  <xsl:template match="*">
    <xsl:message terminate="yes">
      <xsl:value-of select="concat(name(), ' in ', ancestor::*[@ident][1]/@ident, ' cannot be turned into RELAX NG')"/>
    </xsl:message>
  </xsl:template>
</xsl:stylesheet>
