"""Many people at their browsers, sitting one exam at a real server that may be killed."""

from __future__ import annotations

import hashlib
import os
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import requests

from exams.web.exam_pages import PROMISE
from recognition.kernel.store import Database
from recognition.kernel.store.tables import LoginSessionRow
from tests.exams.factories import bank_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from webhooks.demo.stage import Stage

EXAM = "crowded"
QUESTIONS = 25
OPTIONS = "abcd"
PATIENCE_SECONDS = 120.0
CLIENTS = 48
"""Browsers that ask at the same moment; the server has 64 threads."""

_CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


def crowded_bank() -> str:
    """Give an exam of 25 questions, all of which every paper has; the first option is right."""
    questions = [
        f'id: "c{number}"\ntext: "What is thing number {number} of this exam?"\n'
        'type: "single-answer"\noptions:\n'
        + "\n".join(
            f'  - {{id: "{name}", text: "Thing {name} of {number}"'
            f"{', isCorrect: true' if name == 'a' else ''}}}"
            for name in OPTIONS
        )
        for number in range(QUESTIONS)
    ]
    return bank_text(*questions, timeLimit=60)


@dataclass(kw_only=True)
class Sitter:
    """One person, and what the server has said it keeps of this person's answers.

    Attributes:
        attempt: The address of the attempt, once the server has told it.
        answers: By question: what was saved and acknowledged.
        saves: Saves that were acknowledged.
        is_done: Handing in was acknowledged.
    """

    id: int
    attempt: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    saves: int = 0
    is_done: bool = False


@dataclass(kw_only=True)
class Hall:
    """People who sit an exam at the server of a stage.

    Attributes:
        people: How many.
        broken_off: Requests that the server took and did not answer; each was sent again.
        unheard: Requests that found no server; likewise.
        took: Seconds that each answered request took, by what was asked for.
    """

    stage: Stage
    people: int
    broken_off: int = 0
    unheard: int = 0
    took: dict[str, list[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sitters = [Sitter(id=1_000_000 + number) for number in range(self.people)]
        self._lock = threading.Lock()
        self._local = threading.local()
        banks = self.stage.folder / "banks"
        banks.mkdir()
        (banks / f"{EXAM}.md").write_text(crowded_bank(), encoding="utf-8")
        self.stage.environment["EXAM_BANKS"] = str(banks)
        self._sign_all_in()

    @property
    def file(self) -> Path:
        """The server's database."""
        return self.stage.folder / "recognition.db"

    def everybody(
        self, does: Callable[[Sitter], None], sitters: Iterable[Sitter] | None = None
    ) -> None:
        """Let everybody do something at the same time; raises the first error of any."""
        crowd = list(self.sitters if sitters is None else sitters)
        random.shuffle(crowd)
        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(does, crowd))

    def start(self, sitter: Sitter) -> None:
        """Start an attempt."""
        answer = self._post(sitter, f"/exams/{EXAM}/start", {PROMISE: "yes"}, "start")
        assert answer.status_code == 303, answer.text
        sitter.attempt = answer.headers["Location"]

    def read(self, sitter: Sitter) -> None:
        """Look at the paper."""
        answer = self._ask(sitter, "GET", sitter.attempt, {}, "paper")
        assert f"Question 1 of {QUESTIONS}" in answer.text

    def save(self, sitter: Sitter) -> None:
        """Change an answer and have all that are there saved, as the page's script does."""
        answers = {
            **sitter.answers,
            f"c{random.randrange(QUESTIONS)}": random.choice(OPTIONS),
        }
        form = {f"q.{name}": chosen for name, chosen in answers.items()}
        form["save_no"] = str(sitter.saves + 1)
        answer = self._post(sitter, f"{sitter.attempt}/save", form, "save")
        assert answer.status_code == 200, answer.text
        sitter.answers, sitter.saves = answers, sitter.saves + 1

    def hand_in(self, sitter: Sitter) -> None:
        """Hand in what is saved."""
        answer = self._post(sitter, f"{sitter.attempt}/submit", {}, "submit")
        assert answer.status_code == 303, answer.text
        sitter.is_done = True

    def cpu_seconds(self) -> float:
        """Give the processor time that the server's processes have taken so far."""
        assert self.stage.server_group is not None, "the server runs"
        return sum(_cpu_seconds(self.stage.server_group))

    def _post(
        self, sitter: Sitter, address: str, form: dict[str, str], what: str
    ) -> requests.Response:
        return self._ask(sitter, "POST", address, form, what)

    def _ask(
        self, sitter: Sitter, method: str, address: str, form: dict[str, str], what: str
    ) -> requests.Response:
        """Ask, and ask the same again until there is an answer, as a page's script does."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            began = time.monotonic()
            try:
                answer = self._session().request(
                    method,
                    self.stage.url + address,
                    data=form or None,
                    headers={
                        "Cookie": f"recognition={_token(sitter.id)}",
                        **({"HX-Request": "true"} if what == "save" else {}),
                    },
                    allow_redirects=False,
                    timeout=30,
                )
            except requests.RequestException as error:
                with self._lock:
                    if "refused" in str(error):
                        self.unheard += 1
                    else:
                        self.broken_off += 1
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)  # the script waits a moment; there is no event to wait for
            else:
                with self._lock:
                    self.took.setdefault(what, []).append(time.monotonic() - began)
                return answer

    def _session(self) -> requests.Session:
        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
        session: requests.Session = self._local.session
        return session

    def _sign_all_in(self) -> None:
        database = Database(f"sqlite:///{self.file}")
        database.upgrade()
        now = datetime.now(UTC)
        with database.writing() as session:
            session.add_all(
                LoginSessionRow(
                    token_hash=hashlib.sha256(_token(sitter.id).encode()).hexdigest(),
                    user_id=sitter.id,
                    login=f"sitter-{sitter.id}",
                    created_at=now,
                    seen_at=now,
                )
                for sitter in self.sitters
            )
        database.close()


def _token(person: int) -> str:
    return f"token-of-{person}"


def _cpu_seconds(group: int) -> Iterator[float]:
    """Give the user and system time of every living process of a group, from Linux's files."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(") ")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        if int(fields[2]) == group:
            yield (int(fields[11]) + int(fields[12])) / _CLOCK_TICKS
