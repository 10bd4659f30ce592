"""Names of today's countries and territories, by the ISO 3166 code that a row of the gazetteer cites as its source.

Common English names are CLDR's (babel), names and official names ISO 3166-1's (pycountry). Neither has adjectives or
peoples: those stay in the gazetteer, and so do past names and whatever a historian writes otherwise. Codes are never
forms: "IN" and "IT" are words.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_CITED = re.compile(r"ISO (3166-[13]) ([A-Z]{2,4})")
# "Korea, Republic of" → "Republic of Korea"; other commas part a list, or a party to a dispute.
_INVERTED = re.compile(r"([^,]+), ([^,]+ of(?: the)?)")
_PARTED = frozenset(",()")
# Mostly a piece of another name (New Jersey, Jersey City), or a family's: the rows have fuller forms.
_REFUSED = frozenset(("Jersey", "Pitcairn"))

Row = dict[str, str]


def iso_code(source: str) -> tuple[tuple[str, str], ...]:
    """The identifier that a row's source cites: `ISO 3166-1 RO` → (("ISO3166-1", "RO"),); empty for other sources."""
    cited = _CITED.fullmatch(source)
    return ((f"ISO{cited[1]}", cited[2]),) if cited else ()


def with_current_names(rows: list[Row]) -> list[Row]:
    """The gazetteer's rows, those that cite ISO 3166-1 with the names the standards give.

    Args:
        rows: each with `name`, `forms` (parted by |) and `source`; `name` may be empty for a country that goes by its
            common name, or by the first of its forms where the standards, whose releases differ, have none that running
            text would. What a row names itself, no other row gets: "Federal Republic of Germany" is West Germany's.
    """
    known = current_names()
    taken = {form for row in rows for form in (row["name"], *row["forms"].split("|")) if form}
    full = []
    for row in rows:
        cited = iso_code(row["source"])
        standard = known.get(cited[0][1], ()) if cited and cited[0][0] == "ISO3166-1" else ()
        fresh = [name for name in standard if name not in taken]
        taken.update(fresh)
        names = [name for name in (row["name"], *row["forms"].split("|"), *fresh) if name]
        if not row["name"] and standard:
            names.remove(standard[0])
            names.insert(0, standard[0])
        full.append({**row, "name": names[0], "forms": "|".join(names[1:])})
    return full


@cache
def current_names() -> dict[str, tuple[str, ...]]:
    """By ISO 3166-1 alpha-2 code: the common English name, then the other names, none twice."""
    # Some 40 ms together: loaded only where the gazetteer has to be put together.
    import pycountry
    from babel.localedata import load

    territories: dict[str, str] = load("en")["territories"]
    found = {}
    for country in pycountry.countries:
        fields = ("common_name", "name", "official_name")
        names = [territories.get(country.alpha_2, ""), *(getattr(country, field, "") for field in fields)]
        found[country.alpha_2] = tuple(dict.fromkeys(_usable(names)))
    return found


def standards() -> tuple[Path, ...]:
    """The files that the names come from, for whoever keeps what was made of them; found without loading them."""
    parts = (("pycountry", "databases/iso3166-1.json"), ("babel", "locale-data/en.dat"))
    found = ((find_spec(package), file) for package, file in parts)
    folders = ((spec.submodule_search_locations or () if spec else (), file) for spec, file in found)
    return tuple(Path(folder) / file for listed, file in folders for folder in listed[:1])


def _usable(names: list[str]) -> Iterator[str]:
    """Names as running text has them; those that only a table has ("Saint Martin (French part)") are left out."""
    for name in names:
        plain = name.replace(" & ", " and ").replace(" - ", "-").removeprefix("the ")
        inverted = _INVERTED.fullmatch(plain)
        if inverted:
            plain = f"{inverted[2].removeprefix('The ')} {inverted[1]}"
        if plain and plain not in _REFUSED and not _PARTED & set(plain):
            yield plain
