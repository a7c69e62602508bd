"""A sandbox over HTTP with people at work, and the App's runner and backfill beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlmodel import select

from exams.library import load_banks
from exams.service import ExamService
from recognition.catalog import load_catalog
from recognition.facts import Fact, fact_from_line
from recognition.kernel.settings import Mode
from recognition.kernel.yaml import read_yaml
from recognition.render.addresses import Addresses
from recognition.service.awards import list_awards
from recognition.service.recount import verify
from recognition.service.rulebook import Rulebook
from recognition.service.transfer import export_facts
from tests.webhooks.rules import RuleShelf
from webhooks import walks
from webhooks.backfill import Backfill, Slice
from webhooks.github.client import GitHub
from webhooks.github.history import History
from webhooks.github.reader import Reader
from webhooks.inbox import DeliveryRow
from webhooks.recorder import Recorder
from webhooks.rule_changes import RuleKeeper
from webhooks.runner import DeliveryRunner
from webhooks.sandbox.server import SandboxServer
from webhooks.sandbox.world import World
from webhooks.walks import Task, Walk

if TYPE_CHECKING:
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database
    from webhooks.sandbox.hookshot import Delivery
    from webhooks.sandbox.state import App

ROOT = Path(__file__).resolve().parents[2]
CATALOG = cache(lambda: load_catalog(ROOT / "badge_templates"))
BANKS = cache(lambda: load_banks([ROOT / "exams" / "banks"]))
MANIFEST = read_yaml((ROOT / "app.yml").read_text(encoding="utf-8"), file="app.yml").value

REPO = "meshery/meshery"
DOCS = "meshery/docs"
SHOWN = ("badge", "tier", "state", "earned_at")
PEOPLE = ("ann", "ben", "cat", "dan", "eve")


@dataclass(kw_only=True)
class City:
    """GitHub, where people work."""

    server: SandboxServer
    app: App
    clock: ManualClock
    private_key: str
    done: int = 0
    seen: int = 0

    @property
    def world(self) -> World:
        return self.server.world

    def install(self) -> None:
        self.world.install(self.app, "meshery", by="lead")

    def merge(self, number: int) -> None:
        self.world.merge(REPO, number, "lead")

    def pull(self, author: str, title: str = "Mend it", body: str = "", **more: Any) -> int:
        made = self.world.open_pull_request(
            REPO, author, title, body, **{"files": ["docs/pages/a.md"], **more}
        )
        return made.number

    def work(self, count: int) -> None:
        """Let people do so many of the nine things they do, going on where they were."""
        for n in range(self.done, self.done + count):
            self.clock.advance(timedelta(minutes=11))
            do(self, n, PEOPLE[n % 5], PEOPLE[(n + 1) % 5])
        self.done += count

    def deliveries(self) -> list[Delivery]:
        """Give what was sent since the last call; in tests nobody listens at the address."""
        found = self.server.hookshot.deliveries()
        fresh = found[self.seen :]
        self.seen = len(found)
        return list(fresh)


def do(city: City, n: int, author: str, other: str) -> None:
    """Do one of nine things people do on GitHub."""
    world = city.world
    kind = n % 9
    if kind == 0:
        issue = world.open_issue(REPO, other, "It breaks", "Always.")
        number = city.pull(author, body=f"Fixes #{issue.number}", labels=["component/ui"])
        world.review(REPO, number, other, "APPROVED", "Fine!")
        city.merge(number)
    elif kind == 1:
        trailer = (
            f"Co-authored-by: {other} <{world.account(other).id}+{other}@users.noreply.github.com>"
        )
        number = city.pull(author, messages=[f"Mend it\n\n{trailer}"])
        path = ("docs/pages/a.md", "Why this?")
        world.review(REPO, number, other, "CHANGES_REQUESTED", "Please.", comments=[path])
        city.merge(number)
    elif kind == 2:
        number = city.pull(author)
        city.merge(number)
        undo = world.revert(REPO, number, other)
        city.merge(undo.number)
    elif kind == 3:
        question = world.discuss(REPO, author, "How does it work?", "Please tell.")
        said = world.discuss_further(REPO, question.number, other, "Like this.")
        world.choose_answer(REPO, question.number, author, said.id)
    elif kind == 4:
        issue = world.open_issue(DOCS, author, "A typo", "There.")
        world.comment(DOCS, issue.number, other, "Where exactly?")
        world.close(DOCS, issue.number, "lead")
    elif kind == 5:
        world.publish_release(REPO, "lead", f"v0.{n}.0")
    elif kind == 6:
        city.pull(author, draft=True)
    elif kind == 7:
        number = city.pull(author)
        review = world.review(REPO, number, other, "APPROVED")
        world.dismiss_review(REPO, number, "lead", review.id)
        city.merge(number)
    else:
        number = city.pull(author, files=[f"server/{i}.go" for i in range(130)])
        world.comment(REPO, number, other, "Large!")
        city.merge(number)
        world.label(REPO, number, "lead", "component/server")


@contextmanager
def city(clock: ManualClock, key_pair: tuple[str, str]) -> Iterator[City]:
    """Build the city; its people have done nothing yet."""
    world = World(clock=clock)
    for login in (*PEOPLE, "lead"):
        world.add_user(login)
    world.add_organization("meshery", owners=["lead"], members=["ann", "ben"])
    world.add_team("meshery", "maintainers", members=["lead"])
    for name in (REPO, DOCS):
        world.add_repository(name)
    app = world.register_app(
        "Recognition",
        owner="lead",
        public_key=key_pair[1],
        webhook_url="http://127.0.0.1:9/hooks",
        webhook_secret="a secret for the webhooks",
        permissions=MANIFEST["default_permissions"],
        events=MANIFEST["default_events"],
    )
    with SandboxServer(world) as server:
        server.hookshot.pause()
        yield City(server=server, app=app, clock=clock, private_key=key_pair[0])


@dataclass(kw_only=True)
class House:
    """One installation of our program, with a database of its own, beside a city."""

    city: City
    database: Database
    clock: ManualClock
    github: GitHub
    recorder: Recorder
    runner: DeliveryRunner
    backfill: Backfill
    closers: list[Callable[[], None]] = field(default_factory=list)

    def take(self, deliveries: list[Delivery]) -> None:
        """Take deliveries in as the ingest does, and handle them."""
        for one in deliveries:
            guid = f"{one.guid}-{len(self.deliveries())}"
            with self.database.writing() as session:
                row = DeliveryRow(
                    guid=guid, event=one.event, body=one.body, received_at=self.clock.now()
                )
                session.add(row)
            while self.runner.step():
                pass

    def deliveries(self) -> list[DeliveryRow]:
        with self.database.reading() as session:
            return list(session.exec(select(DeliveryRow)).all())

    def want(self) -> None:
        with self.database.writing() as session:
            found = [Walk(task=Task.REPOSITORIES, owner="meshery")]
            walks.want(session, found, now=self.clock.now(), afresh=True)

    def read(self, *, most: int = 300) -> list[Slice]:
        """Do every slice that is due."""
        done: list[Slice] = []
        while (one := self.backfill.step()) is not None:
            done.append(one)
            assert one.reason == "", one.reason
            assert len(done) < most, "it does not come to an end"
        return done

    def facts(self) -> dict[str, Fact]:
        lines = map(fact_from_line, export_facts(self.database))
        return {fact.key: fact for fact in lines}

    def standing(self) -> dict[str, tuple[object, ...]]:
        """Give what stands, without the versions: they tell when it was last looked at."""
        return {
            key: (fact.actor.id, fact.at, fact.attrs)
            for key, fact in self.facts().items()
            # When a membership was seen is not the same for everybody who looks.
            if not fact.retracted and fact.kind != "team.added"
        }

    def awards(self) -> list[tuple[object, ...]]:
        with self.database.reading() as session:
            return [
                (it["person"]["id"], *(it[name] for name in SHOWN), tuple(it["evidence"]))
                for it in list_awards(session)
            ]

    def differences(self) -> list[object]:
        with self.database.reading() as session:
            return list(verify(session, catalog=CATALOG(), now=self.clock.now()))


@contextmanager
def house(city: City, database: Database, clock: ManualClock) -> Iterator[House]:
    """Build a house whose runner, reader and backfill reach the city over HTTP."""
    recorder = Recorder(
        rulebook=Rulebook(CATALOG()),
        addresses=Addresses("https://recognition.example"),
        mode=Mode.LIVE,
        digest_repo=None,
    )
    github = GitHub(
        app_id=city.app.id,
        private_key=city.private_key,
        api_url=city.server.api_url,
        clock=clock,
    )
    runner = DeliveryRunner(
        database=database,
        clock=clock,
        github=Reader(github, clock=clock),
        recorder=recorder,
        rules=RuleKeeper(
            database=database, clock=clock, github=RuleShelf(), recorder=recorder, owner=None
        ),
        exams=ExamService(
            banks=BANKS(), clock=clock, secret=b"secret of the tests", on_passed=lambda *_: None
        ),
        jitter=lambda: 0.0,
    )
    backfill = Backfill(
        database=database,
        clock=clock,
        source=History(github, clock=clock),
        recorder=recorder,
        jitter=lambda: 0.0,
    )
    yield House(
        city=city,
        database=database,
        clock=clock,
        github=github,
        recorder=recorder,
        runner=runner,
        backfill=backfill,
    )
    github.close()
