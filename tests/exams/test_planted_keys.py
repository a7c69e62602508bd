"""Nothing the program says to anybody but graders holds a key, of any type of question."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from werkzeug.test import TestResponse

from exams.bank import Bank
from exams.cli import exams
from exams.questions import QUESTION_TYPES
from exams.service import ExamService
from recognition.kernel.cli import Program, Shell
from recognition.kernel.clock import ManualClock
from recognition.kernel.log import configure_logging
from recognition.kernel.store import Database
from tests.exams.planted import NUMBER, PLANTED, QUESTIONS, WORD
from tests.exams.web.site import OTHER, PLAYER, Browser, Page, make_site, read

EXAM = "planted"


class Listener(Browser):
    """A browser that keeps all it was told, headers too."""

    heard: list[str]

    def _checked(self, response: TestResponse) -> Page:
        self.__dict__.setdefault("heard", []).append(
            f"{response.headers}{response.get_data(as_text=True)}"
        )
        return super()._checked(response)


@pytest.fixture
def log(former_logging: None) -> io.StringIO:
    """What is logged meanwhile."""
    del former_logging
    stream = io.StringIO()
    configure_logging(level="DEBUG", stream=stream)
    return stream


@pytest.fixture
def bank() -> Bank:
    return read(PLANTED, exam=EXAM)


@pytest.fixture
def site(database: Database, clock: ManualClock, bank: Bank) -> tuple[Flask, ExamService]:
    return make_site(database, clock, bank, facts=[])


def holds_a_key(text: str) -> bool:
    return WORD in text.lower() or NUMBER in text


def wrong_answers(page: Page) -> dict[str, Any]:
    """Fill in every field of a paper: the last choice, or words that are none."""
    form: dict[str, Any] = dict(page.fields)
    for tag, attributes in page.tags:
        name, kind = str(attributes.get("name")), attributes.get("type")
        if not name.startswith("q."):
            continue
        if tag == "input" and kind in ("radio", "checkbox"):
            form[name] = attributes.get("value") or ""
        elif tag in ("input", "textarea"):
            form[name] = "12" if name == "q.numeric" else "something else"
    return form


def test_the_bank_has_every_type_and_a_secret_word_in_each(bank: Bank) -> None:
    kinds = {question.public.type for question in bank.questions}
    assert kinds == set(QUESTION_TYPES) == set(QUESTIONS) - {"true-false"}
    assert all(WORD in question.explanation for question in bank.questions)
    assert not holds_a_key(" ".join(repr(question.public) for question in bank.questions))


def test_no_page_no_json_and_no_line_of_the_log_holds_a_key(
    site: tuple[Flask, ExamService], log: io.StringIO, bank: Bank, database: Database
) -> None:
    app, service = site
    app.config["PROPAGATE_EXCEPTIONS"] = False

    @app.get("/boom")
    def boom() -> str:
        question = bank.questions[3]
        raise RuntimeError(f"{question} {question.key} {bank}")

    player, other = Listener(app, PLAYER), Listener(app, OTHER)
    for address in ("/exams", f"/exams/{EXAM}", f"/exams/{EXAM}/start", "/boom"):
        player.get(address)
    attempt = player.start(EXAM)
    paper = player.get(attempt)
    answers = wrong_answers(paper)
    for by_script in (True, False):
        player.post(f"{attempt}/save", answers, by_script=by_script)
        for name in QUESTIONS:
            for nonsense in ("nonsense\0", ["x", "y"], "x" * 30_000):
                player.post(f"{attempt}/save", {f"q.{name}": nonsense}, by_script=by_script)
    parts = ("", ".json", "/submit", "/save")
    for part in parts:
        player.get(f"{attempt}{part}")
    player.post(f"{attempt}/submit", answers)
    for part in (*parts, "/receipt", "/receipt.json", "/appeals"):
        player.get(f"{attempt}{part}")
        other.get(f"{attempt}{part}")
    player.post(f"{attempt}/publish", {"shown": "yes"})
    player.post(f"{attempt}/appeals", {"question": "1", "text": "It was right."})
    player.get(attempt.replace("/attempts/", "/results/"))
    told = player.heard + other.heard
    assert len(told) > 80
    assert not [text for text in told if holds_a_key(text)]
    with database.reading() as session:
        assert not holds_a_key(repr(service.status(session, PLAYER.id)))
    assert "RuntimeError" in log.getvalue()
    assert not holds_a_key(log.getvalue())


def test_no_command_prints_a_key(
    site: tuple[Flask, ExamService],
    tmp_path: Path,
    database: Database,
    log: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app, _ = site
    player = Browser(app, PLAYER)
    attempt = player.start(EXAM)
    player.post(f"{attempt}/submit", wrong_answers(player.get(attempt)))
    folder = tmp_path / "exams" / "banks"
    folder.mkdir(parents=True)
    file = folder / f"{EXAM}.md"
    file.write_text(PLANTED)
    wrong = [{"questionId": name, "selectedOptionId": {}, "answerText": "?"} for name in QUESTIONS]
    (tmp_path / "answers.json").write_text(json.dumps(wrong))
    shell = Shell(tmp_path, compose=lambda _settings: None)
    shell.__dict__["database"] = database
    monkeypatch.setenv("EXAM_KEYS", "a long secret of the tests")
    program, private = Program(commands=[exams]), tmp_path / "private"
    private.mkdir()
    monkeypatch.setenv("EXAM_KEY_FOLDER", str(private))
    commands = [
        *(("check", file), ("check", file, "--json"), ("preview", file), ("replay", "--all")),
        *(("lint", file, "--format", form) for form in ("text", "json", "github")),
        ("grade", file, tmp_path / "answers.json"),
        ("grade", file, tmp_path / "answers.json", "--json"),
        *(("stats", EXAM), ("stats", EXAM, "--json"), ("stats", EXAM, "--csv")),
        *(("keys", "rotate"), ("keys", "split", file, "--to", private)),
        ("keys", "encrypt", private / f"{EXAM}.keys.yml"),
        *(("check", file), ("lint", file)),
    ]
    for words in commands:
        result = CliRunner().invoke(program, ["exams", *map(str, words)], obj=shell)
        assert result.exit_code == 0, (words, result.output)
        assert result.output or words[0] == "lint", words
        assert not holds_a_key(result.output), (words, result.output)
    assert not holds_a_key(log.getvalue())
    for public in (file, private / f"{EXAM}.keys.sealed"):
        assert not holds_a_key(public.read_text())
