"""With EXAM_KEYS no key lies in the database in clear, and rotating loses none."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlmodel import SQLModel

from exams.bank import Bank
from exams.cli import exams
from exams.content import bank_version
from exams.sealing import sealed, unsealed
from exams.versions import check_vault, keep_version, kept_bank
from recognition.kernel.cli import Program, Shell
from recognition.kernel.clock import ManualClock
from recognition.kernel.store import Database
from recognition.kernel.vault import Vault, VaultError
from tests.exams.web.site import MARKER, read

OLD, NEW = "the old secret of the tests", "the new secret of the tests"
BANK = read()


def vault(*secrets: str) -> Vault | None:
    return Vault("EXAM_KEYS", [secret.encode() for secret in secrets]) if secrets else None


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "recognition.db"
    database = Database(f"sqlite:///{file}")
    SQLModel.metadata.create_all(database.engine)
    database.close()
    return file


def keep(file: Path, clock: ManualClock, *secrets: str) -> None:
    database = Database(f"sqlite:///{file}", vault=vault(*secrets))
    with database.writing() as session:
        keep_version(session, BANK, bank_version(BANK), now=clock.now())
    database.close()


def kept(file: Path, *secrets: str) -> Bank:
    database = Database(f"sqlite:///{file}", vault=vault(*secrets))
    with database.reading() as session:
        check_vault(session)
        bank = kept_bank(session, bank_version(BANK))
    database.close()
    return bank


def in_clear(file: Path) -> bool:
    """Tell whether a key can be read in the table."""
    with sqlite3.connect(file) as raw:
        rows = [content for (content,) in raw.execute("SELECT content FROM question_version")]
    raw.close()
    assert len(rows) == 3
    found = ['"correct"' in row or MARKER in row for row in rows]
    assert len(set(found)) == 1, "all are sealed or none"
    return found[0]


def test_keys_and_explanations_are_sealed_and_read_back(file: Path, clock: ManualClock) -> None:
    keep(file, clock, NEW)
    assert not in_clear(file)
    assert [q.key for q in kept(file, NEW).questions] == [q.key for q in BANK.questions]
    assert bank_version(kept(file, NEW)) == bank_version(BANK)


def test_without_the_setting_all_is_as_before(file: Path, clock: ManualClock) -> None:
    keep(file, clock)
    assert in_clear(file)
    assert bank_version(kept(file)) == bank_version(kept(file, NEW)) == bank_version(BANK)


def test_a_missing_or_wrong_secret_is_named_and_loses_nothing(
    file: Path, clock: ManualClock
) -> None:
    keep(file, clock, OLD)
    with pytest.raises(VaultError, match="EXAM_KEYS: stored answer keys are sealed"):
        kept(file)
    with pytest.raises(VaultError, match="EXAM_KEYS: none of its secrets"):
        kept(file, NEW)
    assert bank_version(kept(file, NEW, OLD)) == bank_version(BANK)


def rotate(file: Path, monkeypatch: pytest.MonkeyPatch, *args: str, secrets: str = "") -> Result:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{file}")
    monkeypatch.setenv("EXAM_KEYS", secrets)
    program = Program(commands=[exams])
    shell = Shell(file.parent, compose=lambda settings: settings)
    shell.__dict__["database"] = Database(f"sqlite:///{file}", vault=shell.settings.exam_vault)
    result = CliRunner().invoke(program, ["exams", "keys", "rotate", *args], obj=shell)
    shell.database.close()
    return result


def test_rotating_seals_anew_until_the_old_secret_is_not_needed(
    file: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(file, clock)
    assert rotate(file, monkeypatch, secrets=OLD).output == "3 versions of questions sealed\n"
    assert not in_clear(file)
    assert rotate(file, monkeypatch, secrets=f"{NEW},{OLD}").exit_code == 0
    assert bank_version(kept(file, NEW)) == bank_version(BANK)
    with pytest.raises(VaultError):
        kept(file, OLD)
    assert rotate(file, monkeypatch, "--unseal", secrets=NEW).exit_code == 0
    assert in_clear(file)


def test_rotating_with_the_wrong_secret_changes_nothing(
    file: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(file, clock, OLD)
    for secrets, words in ((NEW, "none of its secrets"), ("", "set it to a long random text")):
        refused = rotate(file, monkeypatch, secrets=secrets)
        assert refused.exit_code == 2
        assert words in refused.stderr
        assert OLD not in refused.output
        assert MARKER not in refused.output
    assert bank_version(kept(file, OLD)) == bank_version(BANK)


def test_nothing_else_of_a_question_is_sealed() -> None:
    content = {"id": "q", "text": "Which?", "key": {"correct": ["a"]}, "explanation": "Why."}
    stored = sealed(content, vault(NEW))
    assert {name: stored[name] for name in ("id", "text")} == {"id": "q", "text": "Which?"}
    assert set(stored) == {"id", "text", "sealed"}
    assert unsealed(stored, vault(NEW)) == content
