"""Which of the names that are known was probably meant."""

from collections.abc import Collection


def nearest(name: str, known: Collection[str]) -> str:
    """The name that was probably meant: the same but for case and hyphens, else one much alike; empty if none is."""
    namespace, local = _split(name)
    near = {_split(other)[1]: other for other in sorted(known) if _split(other)[0] == namespace}
    plain = {even(other): other for other in near}
    if even(local) in plain:
        return near[plain[even(local)]]
    # Loaded only where something is misspelt.
    from difflib import get_close_matches

    close = get_close_matches(local, list(near), 1, 0.7)
    return near[close[0]] if close else ""


def asked(name: str) -> str:
    """The question whether a name was meant, to go behind a message; empty for none."""
    return f" — did you mean `{name}`?" if name else ""


def even(name: str) -> str:
    """A name without what is most often mistaken in it: case, hyphens, underscores."""
    return name.lower().replace("-", "").replace("_", "")


def _split(name: str) -> tuple[str, str]:
    namespace, _, local = name.rpartition("}")
    return namespace, local
