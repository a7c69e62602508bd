"""`recognition exams regrade` and `replay`, from a mended file to regraded attempts."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from exams.cli import COMMANDS
from exams.library import load_banks
from exams.regrading import How
from exams.service import ExamService
from exams.store import AttemptRow
from recognition.facts import Fact
from recognition.kernel.cli import Program, Shell
from recognition.kernel.ids import UserId
from tests.exams.factories import bank_text

ROOT = Path(__file__).resolve().parents[2]

QUESTION = """
id: {name}
type: single-answer
text: Which of {name}?
options:
  - {{id: a, text: "one of {name}", isCorrect: {a}}}
  - {{id: b, text: "two of {name}", isCorrect: {b}}}
"""


def question(name: str, right: str) -> str:
    return QUESTION.format(name=name, a=str(right == "a").lower(), b=str(right == "b").lower())


class Terminal:
    """The program in a folder of its own, with one exam of three questions."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.banks = folder / "banks"
        self.banks.mkdir()
        self.environment = {"DATA_DIR": str(folder / "data"), "EXAM_BANKS": str(self.banks)}
        self.program = Program("recognition")
        for command in COMMANDS:
            self.program.add_command(command)
        self.facts: list[Fact] = []
        self.write("a")

    def write(self, right: str) -> None:
        """Write the bank, its question `q1` with this key."""
        text = bank_text(
            question("q1", right), question("q2", "a"), question("q3", "a"), passPercentage=60
        )
        (self.banks / "demo.md").write_text(text, encoding="utf-8")

    def shell(self) -> Shell:
        shell = Shell(ROOT, compose=lambda _settings: SimpleNamespace(exams=self.service(shell)))
        return shell

    def service(self, shell: Shell) -> ExamService:
        return ExamService(
            banks=load_banks([self.banks]),
            clock=shell.clock,
            secret=b"secret",
            on_passed=lambda _session, fact: self.facts.append(fact),
        )

    def run(self, *words: str, code: int = 0) -> Result:
        result = CliRunner().invoke(
            self.program, ["exams", *words], obj=self.shell(), env=self.environment
        )
        assert result.exit_code == code, result.output
        return result

    def json(self, *words: str) -> Any:
        return json.loads(self.run(*words, "--json").stdout)

    def sit(self, person: int, ticked: str) -> str:
        """Sit with the bank as it is; `ticked` holds the options of the three questions."""
        shell = self.shell()
        with pytest.MonkeyPatch.context() as patch:
            for name, value in self.environment.items():
                patch.setenv(name, value)
            service = self.service(shell)
            with shell.database.writing() as session:
                attempt = service.start(
                    session, person_id=UserId(person), login="ann", exam="demo"
                ).id
                answers: dict[str, object] = {
                    f"q{number}": [letter] for number, letter in enumerate(ticked, start=1)
                }
                service.submit(
                    session, attempt_id=attempt, person_id=UserId(person), responses=answers
                )
            shell.database.close()
        return attempt


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


def test_a_mended_key_goes_from_the_file_to_the_attempts(terminal: Terminal) -> None:
    gains = terminal.sit(1, "bab")
    kept = terminal.sit(2, "aab")
    terminal.write("b")
    told = terminal.json("regrade", "demo", "--question", "q1", "--to", "newest")
    assert told["plan"] is None
    lines = {line["id"]: line for line in told["attempts"]}
    assert (lines[gains]["before"], lines[gains]["after"], lines[gains]["outcome"]) == (
        "2/6",
        "4/6",
        "passes",
    )
    assert lines[kept]["outcome"] == "kept"
    saved = terminal.json(
        "regrade", "demo", "--all-changed", "--save", "--as", "lee=3", "--reason", "wrong key"
    )
    plan = saved["plan"]
    assert saved["state"] == "proposed"
    assert [one["plan"] for one in terminal.json("regrade", "list")] == [plan]
    terminal.run("regrade", "approve", plan, "--as", "lee=3", code=1)
    assert terminal.json("regrade", "approve", plan, "--as", "max=4")["approvedBy"] == "max"
    applied = terminal.run("regrade", "apply", plan, "--as", "lee").stdout
    assert f"plan {plan} of demo, applied: wrong key" in applied
    assert [fact.attrs["attempt"] for fact in terminal.facts if fact.version == 2] == [gains]
    assert terminal.json("replay", "--all") == {"attempts": 2, "different": []}


def test_the_table_says_what_becomes_of_each_attempt(terminal: Terminal) -> None:
    attempt = terminal.sit(1, "bab")
    said = terminal.run("regrade", "demo", "--question", "q1", "--to", "void").stdout
    assert "counts for nobody" in said
    (row,) = [line for line in said.splitlines() if line.startswith(attempt)]
    assert row.split()[1:] == ["2/6", "failed", "2/4", "failed", "rises"]


def test_a_dropped_plan_says_so(terminal: Terminal) -> None:
    terminal.sit(1, "bab")
    plan = terminal.json(
        "regrade", "demo", "--question", "q1", "--to", "all-correct", "--may-lower", "--save",
        "--as", "lee=3", "--reason", "unclear",
    )["plan"]  # fmt: skip
    said = terminal.run("regrade", "drop", plan, "--as", "lee").stdout
    assert "dropped: unclear" in said
    assert "this plan may lower results" in said
    refused = terminal.run("regrade", "apply", plan, "--as", "lee", code=1)
    assert "The plan is dropped" in refused.output
    assert "dropped" in terminal.run("regrade", "list").stdout
    assert plan in terminal.run("regrade", "show", plan).stdout


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("regrade", "demo"), 2, "--question and --to"),
        (("regrade", "demo", "--question", "q1"), 2, "--question and --to"),
        (("regrade", "demo", "--all-changed", "--to", "void"), 2, "--question and --to"),
        (("regrade", "demo", "--all-changed", "--save"), 2, "--save needs --as"),
        (("regrade", "chess", "--all-changed"), 1, "no exam chess"),
        (("regrade", "demo", "--all-changed"), 1, "No attempt at demo can be regraded"),
        (("regrade", "show", "nothing"), 1, "no such plan"),
        (("replay",), 2, "--attempt ID, or say --all"),
        (("replay", "--attempt", "nothing"), 1, "no such graded attempt"),
    ],
)
def test_wrong_use_says_what_is_missing(
    terminal: Terminal, words: tuple[str, ...], code: int, said: str
) -> None:
    assert said in terminal.run(*words, code=code).output


def test_replay_names_a_score_that_does_not_follow_and_ends_with_1(terminal: Terminal) -> None:
    attempt = terminal.sit(1, "bab")
    terminal.sit(2, "aaa")
    shell = terminal.shell()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATA_DIR", terminal.environment["DATA_DIR"])
        with shell.database.writing() as session:
            session.get_one(AttemptRow, attempt).earned_num = 6
    said = terminal.run("replay", "--all", code=1).stdout
    assert said == (f"{attempt}: stored 6/6, counted again 2/6\n2 graded again, 1 different\n")
    terminal.run("replay", "--attempt", attempt, code=1)


def test_no_command_prints_a_key(terminal: Terminal) -> None:
    terminal.sit(1, "bab")
    terminal.write("b")
    said = terminal.run("regrade", "demo", "--all-changed", "--json").stdout
    assert "correct" not in said.replace("all-correct", "").lower()


def test_the_guide_names_every_target_and_command_there_is(terminal: Terminal) -> None:
    guide = (ROOT / "docs" / "regrades.md").read_text(encoding="utf-8")
    for how in How:
        target = {How.REPLACE: "newest", How.DISREGARD: "disregard:OPTION"}.get(how, how)
        assert f"| `{target}` |" in guide
    program = terminal.program.commands["exams"]
    assert isinstance(program, click.Group)
    regrade = program.commands["regrade"]
    assert isinstance(regrade, click.Group)
    for name in re.findall(r"^recognition exams regrade (\w+) PLAN", guide, re.MULTILINE):
        assert name in regrade.commands
    for option in set(re.findall(r"--[a-z][a-z-]+", guide)):
        commands = (*regrade.commands.values(), program.commands["replay"])
        assert any(option in one.opts for command in commands for one in command.params), option
