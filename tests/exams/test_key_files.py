"""Banks whose keys stand apart: split without loss, read as one, sealed for public places."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import exams as package
from exams.bank import Bank
from exams.cli import exams
from exams.content import bank_version
from exams.formats.edits import EditError
from exams.formats.splitting import split_bank
from exams.key_files import KeyFiles
from exams.library import load_banks, read_banks
from recognition.kernel.cli import Program, Shell
from recognition.kernel.findings import Finding
from recognition.kernel.vault import Vault
from tests.exams.web.site import BANK, EVERY_TYPE, MARKER

BANKS = Path(package.__file__).parent / "banks"
SECRET = "a long secret of the tests"
VAULT = Vault("EXAM_KEYS", [SECRET.encode()])


def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *args: str | Path, secret: str = ""
) -> Result:
    monkeypatch.setenv("EXAM_KEYS", secret)
    shell = Shell(tmp_path, compose=lambda settings: settings)
    program = Program(commands=[exams])
    return CliRunner().invoke(program, ["exams", *map(str, args)], obj=shell)


def load(place: Path, **keys: Any) -> tuple[dict[str, Bank], list[Finding]]:
    loaded = load_banks([place], keys=KeyFiles(**keys))
    return dict(loaded.banks), list(loaded.findings)


def codes(folder: Path, **keys: Any) -> list[tuple[str, int, str]]:
    return [(Path(f.file).name, f.line, f.code) for f in load(folder, **keys)[1]]


def written(folder: Path, text: str = BANK) -> Path:
    folder.mkdir(exist_ok=True)
    parts = split_bank(text, file="demo.md")
    (folder / "demo.md").write_text(parts.public)
    (folder / "demo.keys.yml").write_text(parts.keys)
    return folder


@pytest.mark.parametrize("exam", sorted(file.stem for file in BANKS.glob("*.md")))
def test_a_shipped_bank_is_split_and_read_as_the_same_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exam: str
) -> None:
    file = tmp_path / f"{exam}.md"
    shutil.copy(BANKS / file.name, file)
    before = load(tmp_path)[0][exam]
    private = tmp_path / "private"
    private.mkdir()
    result = run(tmp_path, monkeypatch, "keys", "split", file, "--to", private)
    assert result.exit_code == 0, result.output
    after = load(tmp_path, folder=private)[0][exam]
    assert bank_version(after) == bank_version(before)
    public = file.read_text()
    for secret in (
        "isCorrect",
        "correctAnswer",
        "explanation:",
        "assertions:",
        "match:",
        "rubric:",
    ):
        assert secret not in public
    for question in before.questions:
        assert not question.explanation or question.explanation not in public


def test_every_type_is_split(tmp_path: Path) -> None:
    (whole,) = read_banks([_file(tmp_path / "whole", EVERY_TYPE)])
    (apart,) = read_banks([written(tmp_path / "apart", EVERY_TYPE) / "demo.md"])
    assert whole.bank is not None
    assert apart.bank is not None
    assert bank_version(apart.bank) == bank_version(whole.bank)


def _file(folder: Path, text: str) -> Path:
    folder.mkdir()
    (folder / "demo.md").write_text(text)
    return folder / "demo.md"


def test_what_is_no_key_stays_byte_for_byte() -> None:
    text = "\ufeff" + BANK.replace("\n", "\r\n")
    public = split_bank(text, file="demo.md").public
    kept = [line for line in public.split("\n") if line != 'keys: "apart"\r']
    rest = iter(text.split("\n"))
    assert all(line in rest for line in kept), "lines are only taken away"
    assert MARKER not in public


def test_without_the_key_file_one_error_says_so(tmp_path: Path) -> None:
    folder = written(tmp_path)
    (folder / "demo.keys.yml").unlink()
    line = (folder / "demo.md").read_text().split("\n").index('keys: "apart"') + 1
    assert codes(folder) == [("demo.md", line, "no-key-file")]


def test_keys_that_do_not_fit_are_named_at_their_line(tmp_path: Path) -> None:
    folder = written(tmp_path)
    keys = folder / "demo.keys.yml"
    text = keys.read_text()
    lines = text.split("\n")
    keys.write_text(text.replace("  one:", "  none:"))
    assert ("demo.keys.yml", lines.index("  one:") + 1, "extra-key") in codes(folder)
    assert "missing-key" in [code for _, _, code in codes(folder)]
    keys.write_text(text.replace("      a:", "      z:", 1))
    assert ("demo.keys.yml", lines.index("  one:") + 1, "extra-key") in codes(folder)
    keys.write_text(text.replace("  three:", '  three:\n    text: "Anew?"'))
    assert ("demo.keys.yml", lines.index("  three:") + 1, "extra-key") in codes(folder)
    for broken, code in (("keys: 1\n", "key-file"), ("a: *x\n", "alias")):
        keys.write_text(broken)
        assert codes(folder)[0][0::2] == ("demo.keys.yml", code)
    keys.write_bytes(b"\xff")
    assert codes(folder) == [("demo.keys.yml", 1, "key-file")]


def test_one_bank_with_a_bad_key_file_leaves_the_others(tmp_path: Path) -> None:
    folder = written(tmp_path)
    (folder / "demo.keys.yml").write_text("nonsense")
    (folder / "good.md").write_text(BANK)
    assert set(load(folder)[0]) == {"good"}


def test_a_sealed_key_file_is_read_with_the_secret_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = written(tmp_path / "banks")
    clear = folder / "demo.keys.yml"
    text = clear.read_text()
    assert run(tmp_path, monkeypatch, "keys", "encrypt", clear).exit_code == 2
    assert run(tmp_path, monkeypatch, "keys", "encrypt", clear, secret=SECRET).exit_code == 0
    clear.unlink()
    sealed = folder / "demo.keys.sealed"
    assert MARKER not in sealed.read_text()
    assert set(load(folder, vault=VAULT)[0]) == {"demo"}
    assert codes(folder) == [("demo.keys.sealed", 1, "key-file")]
    other = Vault("EXAM_KEYS", [b"another secret of the tests"])
    assert codes(folder, vault=other) == [("demo.keys.sealed", 1, "key-file")]
    found = run(tmp_path, monkeypatch, "check", folder, "--json", secret=SECRET)
    assert found.exit_code == 0, found.output
    wrong = run(tmp_path, monkeypatch, "keys", "decrypt", sealed, secret=SECRET[::-1])
    assert wrong.exit_code == 2
    assert "Nothing is lost" in wrong.stderr
    assert run(tmp_path, monkeypatch, "keys", "decrypt", sealed, secret=SECRET).exit_code == 0
    assert clear.read_text() == text


def test_nothing_is_overwritten_or_split_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "demo.md"
    file.write_text(BANK)
    (tmp_path / "demo.keys.yml").write_text("mine")
    refused = run(tmp_path, monkeypatch, "keys", "split", file)
    assert (refused.exit_code, file.read_text()) == (2, BANK)
    assert run(tmp_path, monkeypatch, "keys", "split", file, "--force").exit_code == 0
    with pytest.raises(EditError, match="already"):
        split_bank(file.read_text(), file="demo.md")
    odd = run(tmp_path, monkeypatch, "keys", "encrypt", file, secret=SECRET)
    assert "does not end in .keys.yml" in odd.stderr


def test_a_bank_with_errors_is_not_split(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "demo.md"
    file.write_text(BANK.replace("isCorrect: true", "isCorrect: false"))
    before = file.read_text()
    result = run(tmp_path, monkeypatch, "keys", "split", file)
    assert result.exit_code == 1
    assert "mend its errors first" in result.stderr
    assert file.read_text() == before
    assert not (tmp_path / "demo.keys.yml").exists()
