"""Bytes → `Source`: the text as received, and what around it belongs to the page it was saved from."""

from tei_edition.sources.copyist import Dropped, Feature
from tei_edition.sources.furniture import Furniture, sites
from tei_edition.sources.source import Source, read_source

__all__ = ["Dropped", "Feature", "Furniture", "Source", "read_source", "sites"]
