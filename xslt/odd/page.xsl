<?xml version="1.0" encoding="UTF-8"?>
<!-- ODD → a page of documentation in Markdown: its chapters, each element with its reason, attributes, content, rules and
     example. XSLT 1.0, run by libxslt with all access denied. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="http://www.tei-c.org/ns/1.0"
  xmlns:e="http://www.tei-c.org/ns/Examples" xmlns:s="http://purl.oclc.org/dsdl/schematron">
  <xsl:include href="keys.xsl"/>
  <xsl:output method="text" encoding="UTF-8"/>

  <xsl:template match="/">
    <xsl:value-of select="concat('# ', //t:titleStmt/t:title[1], '&#10;&#10;Made from ', //t:schemaSpec/@ident)"/>
    <xsl:text>.odd by `make schema`; do not edit.&#10;</xsl:text>
    <xsl:for-each select="//t:body/t:div[.//t:elementSpec]">
      <xsl:value-of select="concat('&#10;', t:head, ': ')"/>
      <xsl:for-each select=".//t:elementSpec">
        <xsl:variable name="name">
          <xsl:apply-templates select="." mode="name"/>
        </xsl:variable>
        <xsl:value-of select="concat('[', $name, '](#', @ident, ')', substring(', ', 1, 2 * (position() != last())))"/>
      </xsl:for-each>
      <xsl:text>&#10;</xsl:text>
    </xsl:for-each>
    <xsl:apply-templates select="//t:body/t:div[not(.//t:schemaSpec)]"/>
  </xsl:template>

  <xsl:template match="t:div">
    <xsl:value-of select="concat('&#10;## ', t:head, '&#10;')"/>
    <xsl:for-each select="t:p">
      <xsl:text>&#10;</xsl:text>
      <xsl:apply-templates mode="prose"/>
      <xsl:text>&#10;</xsl:text>
    </xsl:for-each>
    <xsl:apply-templates select="t:specGrp/*"/>
  </xsl:template>

  <!-- Data types, classes, macros: a line each -->
  <xsl:template match="t:dataSpec | t:macroSpec">
    <xsl:call-template name="opening"/>
    <xsl:text>  `</xsl:text>
    <xsl:apply-templates select="t:content/*" mode="model"/>
    <xsl:text>`&#10;</xsl:text>
  </xsl:template>
  <xsl:template match="t:classSpec[@type = 'model']">
    <xsl:call-template name="opening"/>
    <xsl:text>  `</xsl:text>
    <xsl:for-each select="key('members', @ident)">
      <xsl:value-of select="concat(@ident, substring(' | ', 1, 3 * (position() != last())))"/>
    </xsl:for-each>
    <xsl:text>`&#10;</xsl:text>
  </xsl:template>
  <xsl:template match="t:classSpec[@type = 'atts']">
    <xsl:call-template name="opening"/>
    <xsl:for-each select="t:classes/t:memberOf">
      <xsl:value-of select="concat('  - those of `', @key, '`&#10;')"/>
    </xsl:for-each>
    <xsl:apply-templates select=".//t:attDef"/>
  </xsl:template>
  <xsl:template name="opening">
    <xsl:value-of select="concat('&#10;- **', @ident, '** ')"/>
    <xsl:apply-templates select="t:desc" mode="prose"/>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <!-- Elements -->
  <xsl:template match="t:elementSpec">
    <xsl:text>&#10;### </xsl:text>
    <xsl:apply-templates select="." mode="name"/>
    <xsl:value-of select="concat(' &lt;a id=&quot;', @ident, '&quot;>&lt;/a>&#10;&#10;*', t:gloss, '.* ')"/>
    <xsl:apply-templates select="t:desc" mode="prose"/>
    <xsl:for-each select="t:remarks/t:p">
      <xsl:text> </xsl:text>
      <xsl:apply-templates mode="prose"/>
    </xsl:for-each>
    <xsl:text>&#10;&#10;Content: `</xsl:text>
    <xsl:apply-templates select="t:content/*" mode="model"/>
    <xsl:text>`&#10;&#10;Attributes: </xsl:text>
    <xsl:for-each select="t:classes/t:memberOf[key('spec', @key)/@type = 'atts'] | t:attList//t:attRef[@name = 'n']">
      <xsl:value-of select="concat('`', @key, @class, '`', substring(', ', 1, 2 * (position() != last())))"/>
    </xsl:for-each>
    <xsl:text>&#10;</xsl:text>
    <xsl:if test=".//t:attDef | t:constraintSpec">
      <xsl:text>&#10;</xsl:text>
    </xsl:if>
    <xsl:apply-templates select=".//t:attDef"/>
    <xsl:apply-templates select="t:constraintSpec"/>
    <xsl:apply-templates select="t:exemplum"/>
  </xsl:template>

  <xsl:template match="t:attDef">
    <xsl:value-of select="concat('  - `@', @ident, '`', substring(' (required)', 1, 11 * (@usage = 'req')), ' ')"/>
    <xsl:apply-templates select="t:desc" mode="prose"/>
    <xsl:text> </xsl:text>
    <xsl:choose>
      <xsl:when test="t:valList">
        <xsl:for-each select="t:valList/t:valItem">
          <xsl:value-of select="concat('`', @ident, '` ', t:desc, substring('; ', 1, 2 * (position() != last())))"/>
        </xsl:for-each>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="concat('`', t:datatype/t:dataRef/@key, substring('+', 1, t:datatype/@maxOccurs = 'unbounded'), '`')"/>
      </xsl:otherwise>
    </xsl:choose>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <xsl:template match="t:constraintSpec">
    <xsl:value-of select="concat('  - Rule `', @ident, '`: ')"/>
    <xsl:apply-templates select="t:desc" mode="prose"/>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>

  <!-- Prose: names of elements, attributes and values are set as code -->
  <xsl:template match="t:gi | t:val | t:code" mode="prose">
    <xsl:value-of select="concat('`', ., '`')"/>
  </xsl:template>
  <xsl:template match="t:att" mode="prose">
    <xsl:value-of select="concat('`@', ., '`')"/>
  </xsl:template>

  <!-- A content model in the notation of regular expressions -->
  <xsl:template match="*" mode="model">
    <xsl:apply-templates select="." mode="once"/>
    <xsl:choose>
      <xsl:when test="@maxOccurs = 'unbounded' and @minOccurs = '0'">*</xsl:when>
      <xsl:when test="@maxOccurs = 'unbounded'">+</xsl:when>
      <xsl:when test="@minOccurs = '0'">?</xsl:when>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="t:elementRef | t:classRef | t:macroRef | t:dataRef" mode="once">
    <xsl:value-of select="concat(@key, @name, substring(concat(' /', @restriction, '/'), 1, 999 * boolean(@restriction)))"/>
    <xsl:for-each select="t:dataFacet">
      <xsl:value-of select="concat(' ', @name, ' ', @value)"/>
    </xsl:for-each>
  </xsl:template>
  <xsl:template match="t:textNode" mode="once">text</xsl:template>
  <xsl:template match="t:empty" mode="once">nothing</xsl:template>
  <xsl:template match="t:alternate | t:sequence | t:valList" mode="once">
    <xsl:text>(</xsl:text>
    <xsl:for-each select="*">
      <xsl:apply-templates select="." mode="model"/>
      <xsl:if test="position() != last()">
        <xsl:value-of select="substring(' | , ', 1 + 3 * boolean(parent::t:sequence), 3 - boolean(parent::t:sequence))"/>
      </xsl:if>
    </xsl:for-each>
    <xsl:text>)</xsl:text>
  </xsl:template>
  <xsl:template match="t:valItem" mode="once">
    <xsl:value-of select="concat('&quot;', @ident, '&quot;')"/>
  </xsl:template>

  <!-- Examples as they are written, moved to the margin -->
  <xsl:template match="t:exemplum">
    <xsl:text>&#10;```xml&#10;</xsl:text>
    <xsl:apply-templates select="e:egXML/e:*" mode="xml"/>
    <xsl:text>&#10;```&#10;</xsl:text>
  </xsl:template>
  <xsl:template match="e:*" mode="xml">
    <xsl:value-of select="concat('&lt;', local-name())"/>
    <xsl:for-each select="@*">
      <xsl:value-of select="concat(' ', name(), '=&quot;')"/>
      <xsl:call-template name="escaped"/>
      <xsl:text>"</xsl:text>
    </xsl:for-each>
    <xsl:choose>
      <xsl:when test="node()">
        <xsl:text>></xsl:text>
        <xsl:apply-templates mode="xml"/>
        <xsl:value-of select="concat('&lt;/', local-name(), '>')"/>
      </xsl:when>
      <xsl:otherwise>/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="text()" mode="xml">
    <xsl:call-template name="escaped"/>
  </xsl:template>
  <!-- White space that only lays out: a line, and as much of the indentation as is not that of the whole example. -->
  <xsl:template match="text()[not(normalize-space()) and contains(., '&#10;')]" mode="xml">
    <xsl:variable name="margin" select="string-length(ancestor::e:egXML/text()[1])"/>
    <xsl:value-of select="concat('&#10;', substring(., $margin + 1))"/>
  </xsl:template>
  <xsl:template name="escaped">
    <xsl:param name="text" select="."/>
    <xsl:variable name="special" select="substring(translate($text, translate($text, '&amp;&lt;&quot;', ''), ''), 1, 1)"/>
    <xsl:choose>
      <xsl:when test="$special and not($special = '&quot;' and self::text())">
        <xsl:value-of select="substring-before($text, $special)"/>
        <xsl:choose>
          <xsl:when test="$special = '&amp;'">&amp;amp;</xsl:when>
          <xsl:when test="$special = '&lt;'">&amp;lt;</xsl:when>
          <xsl:otherwise>&amp;quot;</xsl:otherwise>
        </xsl:choose>
        <xsl:call-template name="escaped">
          <xsl:with-param name="text" select="substring-after($text, $special)"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="$text"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
