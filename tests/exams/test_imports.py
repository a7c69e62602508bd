"""`recognition exams import` makes bank files that our own reader takes, and hides nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from exams.cli import exams
from exams.formats.importing import SourceFormat, format_of
from exams.library import load_banks

GIFT = "::one::Which? {=this ~that}\n\n::two::It is. {T}\n"
BROKEN = GIFT + "\nOpen {=a\n"
MOODLE = b"""<?xml version="1.0"?><quiz><question type="truefalse"><name><text>t</text></name>
<questiontext><text>It is.</text></questiontext><answer fraction="100"><text>true</text></answer>
<answer fraction="0"><text>false</text></answer></question></quiz>"""
QTI = b"""<assessmentItem identifier="i"><responseDeclaration identifier="R" cardinality="single"
baseType="string"><correctResponse><value>x</value></correctResponse></responseDeclaration>
<itemBody><p>Say <textEntryInteraction responseIdentifier="R"/></p></itemBody></assessmentItem>"""


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(exams, ["import", *map(str, args)])


@pytest.fixture
def quiz(tmp_path: Path) -> Path:
    file = tmp_path / "quiz.gift"
    file.write_text(GIFT)
    return file


def test_a_file_becomes_a_bank_that_is_offered(quiz: Path, tmp_path: Path) -> None:
    out = tmp_path / "banks"
    result = run(quiz, "--out", out)
    assert (result.exit_code, result.stdout) == (0, f"{out / 'quiz.md'}: 2 questions\n")
    banks = load_banks([out])
    assert [q.id for q in banks.banks["quiz"].questions] == ["one", "two"]
    assert banks.findings == ()


def test_every_format_is_found_out(tmp_path: Path) -> None:
    for name, content in (("m.xml", MOODLE), ("i.xml", QTI), ("g.txt", GIFT.encode())):
        (tmp_path / name).write_bytes(content)
    out = tmp_path / "banks"
    result = run(*(tmp_path / name for name in ("m.xml", "i.xml", "g.txt")), "--out", out)
    assert result.exit_code == 0, result.output
    assert set(load_banks([out]).banks) == {"m", "i", "g"}


@pytest.mark.parametrize(
    ("content", "source"),
    [
        (b"PK\3\4", SourceFormat.QTI),
        (b"\xef\xbb\xbf <?xml version='1.0'?><quiz>", SourceFormat.MOODLE_XML),
        (b"<assessmentItem/>", SourceFormat.QTI),
        (b"What? {T}", SourceFormat.GIFT),
        (b"", SourceFormat.GIFT),
    ],
)
def test_the_beginning_tells_the_format(content: bytes, source: SourceFormat) -> None:
    assert format_of(content) is source


def test_what_is_left_out_is_listed_and_ends_with_one(tmp_path: Path) -> None:
    file = tmp_path / "quiz.gift"
    file.write_text(BROKEN)
    result = run(file, "--out", tmp_path, "--exam", "net", "--json")
    assert result.exit_code == 1
    (told,) = json.loads(result.stdout)
    (finding,) = told.pop("findings")
    assert told == {"file": str(file), "bank": str(tmp_path / "net.md"), "questions": 2}
    assert (finding["file"], finding["line"], finding["code"]) == (str(file), 5, "left-out")
    plain = run(file, "--out", tmp_path / "more")
    assert f"{file}:5: error: q3: the braces of its answer do not match [left-out]" in plain.stdout


def test_a_file_without_a_question_makes_no_bank(tmp_path: Path) -> None:
    for name, content, words in (
        ("empty.gift", b"", "no questions"),
        ("latin.gift", b"What?\n{=\xe9}", "latin.gift:2: error: it is no UTF-8"),
        ("other.xml", b"<html/>", "<html> is no item"),
    ):
        (tmp_path / name).write_bytes(content)
        result = run(tmp_path / name, "--out", tmp_path / "banks")
        assert result.exit_code == 1
        assert words in result.stdout
    assert list((tmp_path / "banks").iterdir()) == []


def test_nothing_is_overwritten_unasked(quiz: Path, tmp_path: Path) -> None:
    target = tmp_path / "quiz.md"
    target.write_text("mine")
    refused = run(quiz, "--out", tmp_path)
    assert refused.exit_code == 2
    assert "--force overwrites it" in refused.stderr
    assert target.read_text() == "mine"
    assert run(quiz, "--out", tmp_path, "--force").exit_code == 0
    assert target.read_text().startswith("---\n")


def test_wrong_use_is_named_before_anything_is_written(quiz: Path, tmp_path: Path) -> None:
    twin = tmp_path / "quiz.xml"
    twin.write_bytes(MOODLE)
    odd = tmp_path / "a b.gift"
    odd.write_text(GIFT)
    out = tmp_path / "out"
    for args, words in (
        ((quiz, twin, "--exam", "x"), "there are several files"),
        ((quiz, twin), "two files would be"),
        ((odd,), "cannot be an exam's id"),
        ((quiz, "--exam", "../x"), "cannot be an exam's id"),
        ((quiz, "--from", "word"), "Invalid value"),
    ):
        result = run(*args, "--out", out)
        assert result.exit_code == 2
        assert words in result.stderr
    assert not out.exists()


def test_a_format_that_is_said_is_used(quiz: Path, tmp_path: Path) -> None:
    result = run(quiz, "--out", tmp_path, "--from", "qti")
    assert result.exit_code == 1
    assert "not valid XML" in result.stdout
