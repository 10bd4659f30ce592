"""Dates as EDTF, the extended dates and times of ISO 8601-2:2019 (Library of Congress, levels 0 to 2)."""

from tei_edition.entities.mention import DateValue


def to_edtf(value: DateValue) -> str:
    """A date's value in one string.

    Args:
        value: any; an open end of a span stays open.

    Returns:
        `1964-07-28` as it is; `1964-05-28/1964-07-28` for a time that lasted (`1964-05-28/..` where its end is open);
        `[1964-06-01..1964-06-10]` for one day among several. A span of hours is its day: intervals have no clock times.
    """
    if value.when:
        return value.when
    start, end = value.start.partition("T")[0], value.end.partition("T")[0]
    if start or end:
        return start if start == end else f"{start or '..'}/{end or '..'}"
    return f"[{value.not_before}..{value.not_after}]"
