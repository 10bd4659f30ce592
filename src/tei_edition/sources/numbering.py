"""Numbers of lists as they are shown: 3, c, C, iii, III."""

_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


def numeral(value: int, form: str) -> str:
    """A number in one of the forms of ECMA-376 (17.18.59): `decimal`, `lowerLetter`, `upperRoman` …

    Numbers that a form cannot write (0 in letters, 5000 in Roman figures) are written in decimal.
    """
    shown = str(value)
    if form.endswith("Letter") and 0 < value <= 780:
        # After z comes aa, then bb (ECMA-376, 17.18.59), as a typist counts.
        shown = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
    elif form.endswith("Roman") and 0 < value < 4000:
        shown = _roman(value)
    elif form == "decimalZero" and 0 <= value < 10:
        shown = f"0{value}"
    return shown.upper() if form.startswith("upper") else shown


def _roman(value: int) -> str:
    shown = ""
    for size, letters in _ROMAN:
        while value >= size:
            shown += letters
            value -= size
    return shown
