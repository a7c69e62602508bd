"""Play the whole journey over HTTP; say of each step whether it worked and how long it took."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from rich.console import Console
from rich.table import Table

from exams.library import load_banks
from webhooks.demo.candidate import Candidate, JourneyError
from webhooks.demo.past import read_past
from webhooks.demo.stage import ROOT, Stage, StageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from webhooks.sandbox.state import Account, Comment

T = TypeVar("T")

PATIENCE_SECONDS = 30.0
LINK = re.compile(r"\]\((?P<url>http[^)\s]+/exams/(?P<exam>[a-z-]+)\?i=[\w-]+)\)")
VERIFY = re.compile(r"\((?P<url>http[^)\s]+/v/[a-z0-9]+)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step that was played.

    Attributes:
        seconds: From its begin until what it waits for was seen.
        problem: What was not as it should be; empty where all was well.
    """

    name: str
    seconds: float
    problem: str


class Journey:
    """The journey, a method a step; each waits for what a person would look for.

    A step that was played to its end may be played again: it finds everything done.

    Args:
        stage: Set, with the sandbox running.
    """

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.world = stage.sandbox.world
        self.seed = stage.seed
        self.banks = load_banks([ROOT / "exams" / "banks"]).banks
        self.contributor = Candidate(
            self.seed.contributor, sandbox_url=stage.sandbox.url, app_url=stage.url
        )

    @property
    def steps(self) -> list[tuple[str, Callable[[], None]]]:
        """Name the steps in their order."""
        return [
            ("the App is installed, GitHub's events arrive", self.install),
            ("what was done before is counted, quietly", self.past),
            ("a pull request is merged, badges arrive", self.merge),
            ("/certify is answered with five links", self.certify),
            ("signing in with GitHub", self.contributor.sign_in),
            *[(f"sitting {exam} and passing", self._sitting(exam)) for exam in sorted(self.banks)],
            ("the certification is announced", self.certified),
            ("the shield is in the colours of an earned badge", self.shield),
            ("the verify page says valid", self.verify),
            ("work that needs a maintainer's word is merged", self.nominate),
            ("the digest asks the maintainers", self.digest),
            ("a ticked box grants the award", self.approve),
        ]

    def install(self) -> None:
        """Install the App, and wait until its server has taken the news."""
        if self.world.installation_on(self.stage.app, self._owner()) is None:
            self.world.install(self.stage.app, self.seed.organization, by=self.seed.maintainer)
        self.stage.sandbox.hookshot.wait_until_idle(seconds=PATIENCE_SECONDS)

    def past(self) -> None:
        """Wait until the history is read: people hold badges, and nobody heard of it."""
        past = read_past(self.stage)
        if not past.badges:
            raise JourneyError("nothing came of the history")
        said = [
            comment
            for thread in self.world.threads.values()
            for comment in thread.comments
            if comment.author_id == self.stage.app.bot_id
        ]
        if said:
            raise JourneyError(f"the App disturbed somebody about the past: {said[0].body}")

    def merge(self) -> None:
        """Merge the waiting pull request; its author hears of badges."""
        thread = self.world.thread(self.seed.repository, self.seed.pull_request)
        if thread.merged_at is None:
            self.world.merge(self.seed.repository, self.seed.pull_request, self.seed.maintainer)
        self._comment("earned **First Contribution**")

    def certify(self) -> None:
        """Ask for the exams; the answer has a link for each, and the request a reaction."""
        asked = self._say(self.seed.contributor, "/certify")
        answer = self._comment("of 5 exams passed")
        self._wait(lambda: self._reacted(asked, "rocket"), "the rocket under the request")
        links = {found["exam"]: found["url"] for found in LINK.finditer(answer.body)}
        if sorted(links) != sorted(self.banks):
            raise JourneyError(f"the answer has links for {sorted(links)}")
        self.links = links

    def _sitting(self, exam: str) -> Callable[[], None]:
        def sit() -> None:
            if "Passed" in self.contributor.get(self.links[exam]).text:
                return
            result = self.contributor.sit(self.links[exam], self.banks[exam])
            if "Passed" not in result.text:
                raise JourneyError(f"the result page of {exam} does not say Passed")

        return sit

    def certified(self) -> None:
        """The overview counts five, and the certification has a comment of its own."""
        self._comment("5 of 5 exams passed")
        comment = self._comment("earned **Certified Meshery Contributor**")
        found = VERIFY.search(comment.body)
        if found is None:
            raise JourneyError("the comment has no verify link")
        self.verify_url = found["url"]

    def shield(self) -> None:
        """The shield and its JSON say that the badge is held."""
        address = f"/b/{self.seed.contributor}/certified-meshery-contributor"
        image = self.contributor.get(f"{address}.svg")
        told = self.contributor.get(f"{address}.json").json()
        if "<svg" not in image.text or told["schemaVersion"] != 1 or told.get("isError"):
            raise JourneyError(f"the shield says {told}")

    def verify(self) -> None:
        """Anybody reads that the certification is valid, and whose it is."""
        page = self.contributor.get(self.verify_url).text
        if "Valid" not in page or self.seed.contributor not in page:
            raise JourneyError("the verify page does not say Valid")

    def nominate(self) -> None:
        """Merge enough work on the Operator for an award that a maintainer must decide about."""
        merge_operator_work(self.stage)

    def digest(self) -> None:
        """The digest issue asks about that award."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            # The merges may still be on their way; the next digest has what came meanwhile.
            self.stage.run("digest")
            try:
                self.digest_number = self.world.wait_for(self._digest_number, seconds=2)
            except TimeoutError as error:
                if time.monotonic() > deadline:
                    raise JourneyError("no digest asks about an award") from error
            else:
                return

    def approve(self) -> None:
        """Tick the first box as a maintainer; the digest says who approved."""
        thread = self.world.thread(self.seed.digest_repo, self.digest_number)
        body = thread.body.replace("- [ ]", "- [x]", 1)
        if body != thread.body:
            self.world.edit_issue(
                self.seed.digest_repo, self.digest_number, self.seed.maintainer, body=body
            )
        self._wait(
            lambda: f"approved by {self.seed.maintainer}" in thread.body or None,
            "the decision in the digest",
        )

    # --- looking ------------------------------------------------------------------------

    def bot_comments(self) -> list[Comment]:
        """Give what the App said on the pull request."""
        thread = self.world.thread(self.seed.repository, self.seed.pull_request)
        return [
            comment for comment in thread.comments if comment.author_id == self.stage.app.bot_id
        ]

    def _say(self, login: str, body: str) -> Comment:
        """Comment, unless the person has said just that already."""
        thread = self.world.thread(self.seed.repository, self.seed.pull_request)
        author = self.world.account(login).id
        for comment in thread.comments:
            if (comment.author_id, comment.body) == (author, body):
                return comment
        return self.world.comment(self.seed.repository, self.seed.pull_request, login, body)

    def _comment(self, words: str) -> Comment:
        def find() -> Comment | None:
            return next((one for one in self.bot_comments() if words in one.body), None)

        return self._wait(find, f"a comment with “{words}”")

    def _reacted(self, comment: Comment, content: str) -> bool | None:
        return any(one.content == content for one in comment.reactions) or None

    def _digest_number(self) -> int | None:
        repository = self.world.repository(self.seed.digest_repo)
        for thread in self.world.threads.values():
            is_there = thread.repository_id == repository.id
            is_digest = thread.title.startswith("Recognition digest")
            if is_there and is_digest and "recognition:approve:" in thread.body:
                return thread.number
        return None

    def _owner(self) -> Account:
        return self.world.account(self.seed.organization)

    def _wait(self, condition: Callable[[], T | None], what: str) -> T:
        try:
            return self.world.wait_for(condition, seconds=PATIENCE_SECONDS)
        except TimeoutError as error:
            raise JourneyError(f"waited {PATIENCE_SECONDS:.0f} s for {what}") from error


def merge_operator_work(stage: Stage) -> None:
    """Merge the pull requests on the Operator that are still open."""
    world, seed = stage.sandbox.world, stage.seed
    for number in seed.operator_pull_requests:
        if world.thread(seed.operator_repository, number).merged_at is None:
            world.merge(seed.operator_repository, number, seed.maintainer)
    stage.sandbox.hookshot.wait_until_idle(seconds=PATIENCE_SECONDS)


def run_journey(
    stage: Stage, *, after_step: Callable[[str], None] = lambda _name: None
) -> list[Step]:
    """Play every step on a stage whose server runs, until one fails.

    Args:
        stage: Set, with sandbox and server running.
        after_step: Called after each step that worked.
    """
    journey = Journey(stage)
    played = []
    for name, play in journey.steps:
        begun = time.perf_counter()
        problem = ""
        try:
            play()
        except (JourneyError, StageError) as error:
            problem = str(error)
        played.append(Step(name=name, seconds=time.perf_counter() - begun, problem=problem))
        if problem:
            break
        after_step(name)
    return played


def check_journey(folder: Path | None = None) -> int:
    """Play the journey on a stage of its own, print a table, and give the exit status."""
    console = Console()
    with Stage(folder=folder) as stage, _status(console, "Starting the sandbox and the server"):
        begun = time.perf_counter()
        stage.start_server()
        ready = Step(name="the server is ready", seconds=time.perf_counter() - begun, problem="")
        steps = [ready, *run_journey(stage)]
        log = stage.log.read_text(encoding="utf-8", errors="replace")
    table = Table("step", "result", "seconds")
    for step in steps:
        table.add_row(step.name, "failed" if step.problem else "ok", f"{step.seconds:.2f}")
    console.print(table)
    failed = [step for step in steps if step.problem]
    for step in failed:
        console.print(f"{step.name}: {step.problem}", style="red", highlight=False)
    if failed:
        sys.stderr.write("\n".join(log.splitlines()[-20:]) + "\n")
    return 1 if failed else 0


@contextmanager
def _status(console: Console, words: str) -> Iterator[None]:
    with console.status(words):
        yield
