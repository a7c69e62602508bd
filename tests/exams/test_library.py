from __future__ import annotations

from pathlib import Path

import pytest

from exams.content import bank_version
from exams.library import load_banks, read_banks
from recognition.kernel.errors import ConfigurationError
from tests.exams.factories import bank_text

QUESTION = """
id: "q1"
text: "Which one?"
type: "single-answer"
options:
  - {id: "a", text: "This one", isCorrect: true}
  - {id: "b", text: "That one"}
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_banks_are_found_below_a_folder_among_other_files(tmp_path: Path) -> None:
    write(tmp_path, "b/two.md", bank_text(QUESTION))
    write(tmp_path, "a/one.md", bank_text(QUESTION))
    write(tmp_path, "a/no-suffix", bank_text(QUESTION))
    write(tmp_path, ".git/hidden.md", bank_text(QUESTION))
    write(tmp_path, "_index.md", "---\ntitle: A page\n---\n")
    write(tmp_path, "README.md", "# Hello\n")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff")
    (tmp_path / "broken.md").write_bytes(b"---\ntype: test\n\xff\xfe\n---\n")
    names = [Path(reading.file).name for reading in read_banks([tmp_path])]
    assert names == ["no-suffix", "one.md", "two.md"]


def test_one_file_may_be_named(tmp_path: Path) -> None:
    path = write(tmp_path, "one.md", bank_text(QUESTION))
    assert [reading.exam for reading in read_banks([path])] == ["one"]


def test_a_path_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"no file or folder .*nowhere"):
        list(read_banks([tmp_path / "nowhere"]))


def test_carriage_returns_and_a_byte_order_mark_do_not_matter(tmp_path: Path) -> None:
    plain = load_banks([write(tmp_path, "x/one.md", bank_text(QUESTION))])
    windows = "\ufeff" + bank_text(QUESTION).replace("\n", "\r\n")
    path = tmp_path / "y" / "one.md"
    path.parent.mkdir()
    path.write_bytes(windows.encode())
    assert load_banks([path]).versions == plain.versions


def test_an_error_refuses_its_own_bank_only(tmp_path: Path) -> None:
    write(tmp_path, "bad.md", bank_text(QUESTION.replace(", isCorrect: true", "")))
    write(tmp_path, "good.md", bank_text(QUESTION))
    write(tmp_path, "small.md", bank_text(QUESTION, numberOfQuestions=5))
    banks = load_banks([tmp_path])
    assert list(banks.banks) == ["good"]
    assert [(Path(f.file).name, f.code) for f in banks.findings] == [
        ("bad.md", "no-key"),
        ("small.md", "pool-too-small"),
    ]


def test_drafts_and_files_the_academy_does_not_publish_are_not_offered(tmp_path: Path) -> None:
    write(tmp_path, "draft.md", bank_text(QUESTION, draft=True))
    write(tmp_path, "sample", bank_text(QUESTION))
    banks = load_banks([tmp_path])
    assert not banks.banks
    assert [f.code for f in banks.findings] == ["draft", "not-md"]


def test_of_two_banks_of_one_exam_the_first_is_offered(tmp_path: Path) -> None:
    first = write(tmp_path, "a/exam.md", bank_text(QUESTION))
    write(tmp_path, "b/exam.md", bank_text(QUESTION, title="Other"))
    banks = load_banks([tmp_path])
    assert banks.banks["exam"].title == "Demo"
    assert [f.code for f in banks.findings] == ["duplicate-exam"]
    assert str(first) in banks.findings[0].message


def test_a_library_knows_the_version_of_each_bank(tmp_path: Path) -> None:
    banks = load_banks([write(tmp_path, "exam.md", bank_text(QUESTION))])
    assert banks.versions == {"exam": bank_version(banks.banks["exam"])}


def test_a_huge_file_is_refused_not_read_whole(tmp_path: Path) -> None:
    text = bank_text(QUESTION).replace("---\n\n", "# " + "x" * 1_200_000 + "\n---\n\n")
    write(tmp_path, "huge.md", text)
    assert not load_banks([tmp_path]).banks


def test_an_exam_that_can_be_passed_blind_is_offered_and_told(tmp_path: Path) -> None:
    banks = load_banks([write(tmp_path, "exam.md", bank_text(QUESTION))])
    assert list(banks.banks) == ["exam"]
    assert banks.findings == ()
    assert {finding.code for finding in banks.lint_errors} == {"blind-score"}


def test_an_exam_that_builds_on_no_badge_there_is_is_told(tmp_path: Path) -> None:
    text = bank_text(QUESTION).replace("---\n", "---\nrequires: [certified, certifed]\n", 1)
    banks = load_banks([write(tmp_path, "exam.md", text)])
    [finding] = banks.locked_for_ever({"certified"})
    assert (finding.code, Path(finding.file).name) == ("unknown-badge", "exam.md")
    assert finding.message == (
        "nobody can sit it: it requires 'certifed', which is no badge; did you mean 'certified'?"
    )
    assert banks.locked_for_ever({"certified", "certifed"}) == ()
