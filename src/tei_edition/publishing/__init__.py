"""An edition folder → everything it publishes: what depends on what, and only what changed is made again."""

from tei_edition.publishing.build import Result, build
from tei_edition.publishing.merging import merge_entries
from tei_edition.publishing.start import start_edition

__all__ = ["Result", "build", "merge_entries", "start_edition"]
