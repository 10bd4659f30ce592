"""The same document in four formats, made on the spot: what an archive may hold of one text."""

import html
import io
import tempfile
from pathlib import Path


def paragraphs(text: str) -> list[tuple[int, str]]:
    """The lines of a text that hold something, trimmed, each with the number of blank lines before it."""
    found, blank = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append((blank, line.strip()))
        blank = 0 if line.strip() else blank + 1
    return found


def as_html(text: str) -> bytes:
    """A saved web page: scripts, a menu, hidden words, a header and a footer around the text; one word in italics."""
    body = "\n".join("<br>" * (blank - 1) + f"<p>{html.escape(words)}</p>" for blank, words in paragraphs(text))
    body = body.replace("Comrade Gheorghiu-Dej", "Comrade <i>Gheorghiu</i>-Dej", 1)
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>A talk</title>
<script>document.write("Zhou: never said");</script><style>p {{ margin: 0 }}</style></head>
<body><nav><a href="/">Home</a> <a href="/browse">Browse</a></nav>
<p style="display: none">Mao: hidden words</p>
<header><a href="/">The Archive</a></header>
<main><article>
{body}
</article></main>
<footer>Terms of use</footer></body></html>
""".encode()


def as_docx(text: str) -> bytes:
    """A Word file: one word in italics, words cut into runs, a running head."""
    import docx

    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Foreign Ministry Archive"
    for blank, words in paragraphs(text):
        for _ in range(blank - 1):
            document.add_paragraph()
        paragraph = document.add_paragraph()
        before, found, after = words.partition("Gheorghiu")
        paragraph.add_run(before[:7])
        paragraph.add_run(before[7:])
        if found:
            paragraph.add_run(found).italic = True
            paragraph.add_run(after)
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def as_pdf(text: str, *, layout: str = 'paper: "a4"', hyphenate: bool = True) -> bytes:
    """A PDF set by typst: justified, hyphenated, with a running head and page numbers."""
    lines = [
        f'#set page({layout}, numbering: "1", header: [Foreign Ministry Archive])',
        f'#set text(lang: "en", hyphenate: {"true" if hyphenate else "false"})',
        "#set par(justify: true)",
        *(f"#v({1.2 * max(blank - 1, 0)}em)#par(text({quoted(words)}))" for blank, words in paragraphs(text)),
    ]
    return compiled("\n".join(lines))


def quoted(words: str) -> str:
    """A string of typst."""
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def compiled(markup: str) -> bytes:
    """A PDF from typst's own markup."""
    import typst

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.typ"
        path.write_text(markup, encoding="utf-8")
        made = typst.compile(str(path))
    assert isinstance(made, bytes)
    return made
