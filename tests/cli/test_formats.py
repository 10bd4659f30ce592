"""Files of every kind on the command line, and what is wrong with them."""

import io
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from sources.making import as_docx, as_html, as_pdf, compiled

TALK = "Zhou: We have come.\n\nMao: Indeed.\n\nZhou: Yes.\n\nMao: Yes.\n"


def run(*arguments: object, stdin: bytes = b"", cwd: Path) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "tei_edition", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, cwd=cwd, check=False)


def encrypted_pdf() -> bytes:
    import pikepdf

    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(as_pdf(TALK))) as pdf:
        pdf.save(made, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    return made.getvalue()


def zipped(**changes: bytes) -> bytes:
    """A Word file with some parts replaced."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(as_docx(TALK))) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changes.get(Path(name).stem, old.read(name)) if "word/" in name else old.read(name))
    return made.getvalue()


def bomb() -> bytes:
    return zipped(document=b"<w:document>" + b" " * 60_000_000)


def lying_bomb() -> bytes:
    """A bomb that says its part is small."""
    data = bytearray(bomb())
    at = data.rindex(struct.pack("<I", 60_000_012))
    data[at : at + 4] = struct.pack("<I", 1000)
    return bytes(data)


def entity() -> bytes:
    text = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document>&x;</w:document>'
    return zipped(document=text.encode())


def old_word(name: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + name.encode("utf-16-le")


BAD = {
    "secret.pdf": (encrypted_pdf, "the PDF is encrypted; save it without a password"),
    "scan.pdf": (
        lambda: compiled("#rect(fill: black)"),
        "the PDF has no text layer: it holds pictures of pages only; ",
    ),
    "cut.pdf": (lambda: as_pdf(TALK)[:500], "the PDF is broken; open it in another program and save it again"),
    "bomb.docx": (bomb, "the file unpacks to 58 MB, more than any document holds; save the text alone"),
    "liar.docx": (lying_bomb, "the Word file is broken: its part 'word/document.xml' cannot be unpacked; "),
    "entity.docx": (entity, "its part 'word/document.xml' has a DOCTYPE, which could pull in other files; "),
    "cut.docx": (lambda: as_docx(TALK)[:5000], "the Word file is broken: it is no whole ZIP archive; open it in Word"),
    "secret.docx": (lambda: old_word("EncryptedPackage"), "this is an encrypted Office file, not plain text; save it"),
    "old.doc": (lambda: old_word("WordDocument"), "this is an old Office file, not plain text; save it as .docx"),
    "talk.txt": (lambda: as_pdf(TALK), "this is a PDF file, not plain text as its name says; rename it to talk.pdf"),
    "talk.pdf": (lambda: TALK.encode(), "this is plain text, not a PDF file as its name says; rename it to talk.txt"),
    "talk.docx": (lambda: as_html(TALK), "this is a web page, not a Word document as its name says; rename it to "),
    "page.html": (lambda: as_docx(TALK), "this is a Word document, not a web page as its name says; rename it to "),
    "bytes.txt": (lambda: "Zhou: “Déjà vu”".encode() + b"\n\xff\n", "invalid UTF-8: the byte 0xFF; correct the char"),
    "empty.html": (
        lambda: b"<html><body><nav>Menu</nav></body></html>",
        "this is a web page without text; save it with its text",
    ),
    "other.xml": (
        lambda: b'<?xml version="1.0"?><a/>',
        "this is no TEI: its root <a> is not in the TEI namespace; give a TEI ",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_give_one_line_exit_2_and_no_output(tmp_path: Path, name: str) -> None:
    make, message = BAD[name]
    (tmp_path / name).write_bytes(make())
    done = run("parse", name, "-o", "out.xml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    [line] = done.stderr.decode().splitlines()
    assert line.partition(": ")[0].split(":")[0] == name
    assert message in line
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(("kind", "make"), [("html", as_html), ("docx", as_docx), ("pdf", as_pdf)])
def test_every_format_is_proved_whole(tmp_path: Path, kind: str, make: object) -> None:
    assert callable(make)
    (tmp_path / f"talk.{kind}").write_bytes(make(TALK))
    done = run("parse", f"talk.{kind}", "-o", "talk.xml", "--coverage", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert b"100.00% of" in done.stdout
    assert b"nothing lost, nothing added" in done.stdout
    assert (tmp_path / "talk.xml").read_bytes().count(b"<sp ") == 4


@pytest.mark.parametrize("make", [as_html, as_docx, as_pdf])
def test_standard_input_may_be_of_any_format(tmp_path: Path, make: object) -> None:
    assert callable(make)
    done = run("parse", "-", stdin=make(TALK), cwd=tmp_path)
    assert (done.returncode, done.stdout.count(b"<sp ")) == (0, 4), done.stderr


def test_an_edition_builds_and_checks_sources_of_every_format(tmp_path: Path) -> None:
    run("init", "mine", cwd=tmp_path)
    for kind, make in (("html", as_html), ("docx", as_docx), ("pdf", as_pdf)):
        (tmp_path / "mine" / "sources" / f"{kind}-talk.{kind}").write_bytes(make(TALK))
    (tmp_path / "mine" / "sources" / "html-talk.pdf").write_bytes(as_pdf("Something else.\n"))
    done = run("build", "mine", cwd=tmp_path)
    assert done.returncode in (0, 1), done.stderr.decode()
    site = tmp_path / "mine" / "build" / "site" / "documents"
    made = sorted(path.name for path in site.glob("*.xml"))
    assert made == ["docx-talk.xml", "html-talk.xml", "pdf-talk.xml"]
    assert b"<sp " in (site / "html-talk.xml").read_bytes()
    assert b"coverage" not in done.stderr
    assert b"source-missing" not in done.stderr


@pytest.mark.parametrize(("kind", "module", "extra"), [("docx", "docx", "docx"), ("pdf", "pypdfium2", "pdf")])
def test_a_missing_extra_is_named(tmp_path: Path, kind: str, module: str, extra: str) -> None:
    (tmp_path / f"talk.{kind}").write_bytes((as_docx if kind == "docx" else as_pdf)(TALK))
    code = (
        f"import sys; sys.modules[{module!r}] = None; from tei_edition.cli import main; main(['parse', 'talk.{kind}'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert line.endswith(f"install it with: pip install 'tei-edition[{extra}]'")
