"""Extra time and receipts from the command line of the server."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import app
from exams.library import load_banks
from exams.service import ExamService
from recognition.kernel.cli import Shell
from recognition.kernel.clock import ManualClock, SystemClock
from recognition.kernel.ids import UserId
from recognition.kernel.store import Database

EXAM = "meshery-cli"
ANN = UserId(101)


class Server:
    """The program on a database of its own, with the banks it comes with."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.secret = "0123456789abcdef"

    def run(self, *words: str) -> Result:
        environment = {"DATA_DIR": str(self.folder), "SECRET_KEY": self.secret}
        shell = Shell(app.ROOT, compose=app.compose)
        return CliRunner().invoke(app.cli, ["exams", *words], obj=shell, env=environment)

    def sit(self, *, days: int = 0) -> tuple[int, str]:
        """Sit an exam after some days and hand nothing in; give the time and the receipt."""
        database = Database(f"sqlite:///{self.folder}/recognition.db")
        database.upgrade()
        service = ExamService(
            banks=load_banks([app.BANKS]),
            clock=ManualClock(SystemClock().now() + timedelta(days=days)),
            secret=self.secret.encode(),
            on_passed=lambda _session, _fact: None,
        )
        with database.writing() as session:
            attempt = service.start(session, person_id=ANN, login="ann", exam=EXAM)
            done = service.submit(session, attempt_id=attempt.id, person_id=ANN).attempt
        database.close()
        assert done.receipt is not None
        return done.extra_percent, done.receipt


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(tmp_path)


def test_extra_time_is_given_and_taken_back(server: Server) -> None:
    given = server.run("accommodate", f"ann={ANN}", "--percent", "150", "--exam", EXAM)
    assert given.output == "ann: 150 % of the time of meshery-cli\n"
    assert server.sit()[0] == 150
    taken = server.run("accommodate", f"ann={ANN}", "--remove", "--exam", EXAM)
    assert taken.output == "ann: 100 % of the time of meshery-cli\n"
    assert server.sit(days=2)[0] == 100, "the exam lets nobody sit again on the same day"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("ann=101",), 2, "either --percent or --remove"),
        (("ann=101", "--percent", "150", "--remove"), 2, "either --percent or --remove"),
        (("ann=101", "--percent", "110"), 2, "125"),
        (("ann=101", "--percent", "150", "--exam", "none"), 1, "There is no such exam"),
        (("ann=101", "--remove"), 1, "no such extra time"),
        (("ann", "--percent", "150"), 1, "was ever seen"),
    ],
)
def test_what_cannot_be_given_is_said(
    server: Server, words: tuple[str, ...], code: int, said: str
) -> None:
    result = server.run("accommodate", *words)
    assert (result.exit_code, said in result.output) == (code, True)


def test_a_receipt_is_checked_by_its_code(server: Server) -> None:
    _, code = server.sit()
    result = server.run("receipt", code)
    assert (result.exit_code, ": 0 of " in result.output) == (0, True)
    assert result.output.endswith("genuine\n")
    told = json.loads(server.run("receipt", code, "--json").output)
    assert (told["receipt"], told["genuine"], told["exam"]) == (code, True, EXAM)


def test_with_another_secret_it_does_not_agree(server: Server) -> None:
    _, code = server.sit()
    server.secret = "another secret of this server"
    result = server.run("receipt", code)
    assert (result.exit_code, "does not agree" in result.output) == (1, True)


def test_without_a_secret_no_receipt_can_be_checked(server: Server) -> None:
    server.secret = ""
    result = server.run("receipt", "AAAA-BBBB-CCCC-DDDD")
    assert (result.exit_code, "SECRET_KEY is not set" in result.output) == (1, True)
