"""TEI → what others keep of a document."""
