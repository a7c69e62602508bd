"""A server without its edges: the shipped catalog and banks over a real database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, select

from exams.library import load_banks
from exams.service import ExamService
from exams.store import AttemptRow
from exams.versions import kept_bank
from recognition.facts import Actor, Fact, Repo, Thread
from recognition.kernel.settings import Mode
from recognition.service.rulebook import Rulebook
from recognition.store import AccountRow, AwardRow, EffectRow
from tests.good_markdown import check_good_markdown
from tests.recognition.deeds import (
    ADDRESSES,
    ANN,
    CATALOG,
    MESHERY,
    THREAD,
    merged,
    operator_work,
    repo_named,
)
from webhooks.commands import Asked, Reply, Tools, commands
from webhooks.demo.answers import right_answer
from webhooks.grammar import parse_commands
from webhooks.journey import after_exam, tools_for
from webhooks.lookups import Known
from webhooks.recorder import Recorder

if TYPE_CHECKING:
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database

ROOT = Path(__file__).resolve().parents[3]
BANKS = load_banks([ROOT / "exams" / "banks"])
EXAMS = sorted(BANKS.banks)

DIGEST = repo_named("meshery/recognition")

MAINTAINERS = "meshery/maintainers"

commands.load("webhooks.commands")


@dataclass(kw_only=True)
class House:
    """What stands between GitHub's edge and the database, each call one unit of work."""

    database: Database
    clock: ManualClock
    mode: Mode = Mode.LIVE
    digest_repo: str | None = DIGEST.full_name

    def __post_init__(self) -> None:
        self.recorder = Recorder(
            rulebook=Rulebook(CATALOG),
            addresses=ADDRESSES,
            mode=self.mode,
            digest_repo=self.digest_repo,
            maintainers=MAINTAINERS,
        )
        self.exams = ExamService(
            banks=BANKS, clock=self.clock, secret=b"secret", on_passed=self._passed
        )

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def tools(self, session: Session) -> Tools:
        return tools_for(session, self.recorder, self.exams, now=self.now)

    def ask(
        self,
        line: str,
        *,
        by: Actor = ANN,
        repo: Repo = MESHERY,
        number: int = 42,
        known: Known | None = None,
    ) -> Reply:
        """Run the one command of a comment as its delivery would; checks what is answered."""
        (command,) = parse_commands(line)
        asked = Asked(command=command, actor=by, repo=repo, number=number, known=known or Known())
        with self.database.writing() as session:
            reply = commands[command.verb].run(asked, self.tools(session))
        if reply.body:
            check_good_markdown(reply.body, mentions={by.login})
        return reply

    def record(self, *facts: Fact) -> None:
        with self.database.writing() as session:
            self.recorder.record(session, facts, now=self.now)

    def merge(self, number: int, *, by: Actor = ANN, ago: timedelta = timedelta()) -> None:
        """Merge a pull request of somebody in meshery/meshery."""
        self.record(merged(number, by=by, at=self.now - ago))

    def propose(self, *people: Actor, ago: timedelta = timedelta()) -> list[str]:
        """Have people earn what a maintainer must confirm; gives their awards' ids.

        Args:
            people: Each merges five pull requests of the operator.
            ago: When the last of them was merged.
        """
        for person in people:
            self.record(*operator_work(person, until=self.now - ago, first=person.id * 10))
        with self.database.reading() as session:
            return [
                session.exec(
                    select(AwardRow.id).where(
                        AwardRow.person_id == person.id, AwardRow.badge == "meshery-operator"
                    )
                ).one()
                for person in people
            ]

    def pass_exam(self, exam: str, *, by: Actor = ANN, thread: Thread | None = THREAD) -> str:
        """Sit an exam with everything right; gives the attempt's id."""
        person = by.id
        with self.database.writing() as session:
            invitation = thread and self.exams.invite(
                session, person_id=person, login=by.login, exam=None, thread=thread
            )
            attempt = self.exams.start(
                session,
                person_id=person,
                login=by.login,
                exam=exam,
                invitation_id=invitation.id if invitation else None,
            )
            row = session.get_one(AttemptRow, attempt.id)
            questions = kept_bank(session, row.bank_hash).by_id()
            answers = {
                item["id"]: right_answer(questions[item["id"]]) for item in row.paper["items"]
            }
            self.exams.submit(
                session, attempt_id=attempt.id, person_id=person, responses=answers, save_no=1
            )
        return attempt.id

    def digest(self, week: str = "2026-W48") -> str:
        """Build a week's digest; gives what its issue says."""
        with self.database.writing() as session:
            self.recorder.refresh_digests(session, week, now=self.now)
        return self.body(f"digest:{week}")

    def posted(self, number: int, *, week: str = "2026-W48") -> None:
        """Say which issue the sender made of a week's digest."""
        with self.database.writing() as session:
            session.get_one(EffectRow, f"digest:{week}").remote_id = number

    def account(self, person: Actor, **changes: Any) -> None:
        """Change what an account wants."""
        with self.database.writing() as session:
            row = session.get_one(AccountRow, person.id)
            for name, value in changes.items():
                setattr(row, name, value)

    def award(self, award_id: str) -> AwardRow:
        with self.database.reading() as session:
            return session.get_one(AwardRow, award_id)

    def effect(self, key: str) -> EffectRow:
        with self.database.reading() as session:
            return session.get_one(EffectRow, key)

    def body(self, key: str) -> str:
        """Give the words that are to stand in a slot; they are checked."""
        body = str(self.effect(key).payload["body"])
        check_good_markdown(body)
        return body

    def comments(self, person: Actor = ANN) -> dict[str, str]:
        """Give every comment that is to be posted for a person, by key; all are checked."""
        with self.database.reading() as session:
            rows = session.exec(select(EffectRow).where(EffectRow.kind == "comment")).all()
        found = {
            row.key: str(row.payload["body"]) for row in rows if row.key.endswith(f":{person.id}")
        }
        for body in found.values():
            check_good_markdown(body, mentions={person.login})
        return found

    def _passed(self, session: Session, fact: Fact) -> None:
        after_exam(session, fact, recorder=self.recorder, exams=self.exams, now=self.now)
