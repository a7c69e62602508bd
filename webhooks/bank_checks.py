"""Look at every proposed version of a question bank, and wait for two maintainers of its domain.

A pull request that touches banks of the configured repository gets a check: what the linter
finds, which questions change, a paper without its key, and who has to agree. It is looked at
again with every review.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exams import bank_review as words
from exams.formats.academy import read_bank
from recognition.effects import Annotation, CheckEffect, Conclusion
from recognition.kernel.findings import Severity
from recognition.render.markdown import escape
from recognition.service.persons import person_of
from webhooks.github.bank_files import BankFiles
from webhooks.github.reader import Reader
from webhooks.lookups import is_in_team
from webhooks.payloads import PullRequestEvent, ReviewEvent
from webhooks.web.maintainers import exam_team

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exams.bank_review import BankReview
    from exams.formats.academy import BankReading
    from recognition.domains import Domains
    from recognition.facts import Actor, Repo
    from recognition.kernel.clock import Clock
    from recognition.kernel.findings import Finding
    from recognition.kernel.store import Database
    from webhooks.bank_proposals import BankProposal, ProposedBank
    from webhooks.github.client import GitHub
    from webhooks.payloads import Event
    from webhooks.ports import BankReader, GitHubReader
    from webhooks.recorder import Recorder

CHECK = "Exam banks"
"""What the check is called beside a commit."""

LOOKED_AT = ("opened", "synchronize", "reopened")
REVIEWED = ("submitted", "edited", "dismissed")

MAX_APPROVERS = 20
"""Each is asked for in each team; two are enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BankNews:
    """A pull request that may change banks, or has another review."""

    repo: Repo
    number: int


def bank_news(event: Event, *, repository: str) -> BankNews | None:
    """Tell whether an event may be about our banks.

    Args:
        event: Any event.
        repository: The full name of the banks' repository.
    """
    match event:
        case PullRequestEvent(action=action) if action in LOOKED_AT:
            pass
        case ReviewEvent(action=action) if action in REVIEWED:
            pass
        case _:
            return None
    # GitHub's names are case-insensitive, and the setting is typed by hand.
    if event.repo.full_name.lower() != repository.lower():
        return None
    return BankNews(repo=event.repo, number=event.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class BankKeeper:
    """Reads proposed banks from GitHub, and says beside the commit what is to be said.

    Attributes:
        members: Tells who is in which team.
        repository: The full name of the banks' repository.
    """

    database: Database
    clock: Clock
    github: BankReader
    members: GitHubReader
    recorder: Recorder
    repository: str

    def handle(self, news: BankNews) -> bool:
        """Look at a pull request; tells whether it touches banks at all.

        No unit of work is open while GitHub is asked.

        Raises:
            GitHubError: GitHub did not tell; try again later.
        """
        proposal = self.github.proposal(news.repo, news.number)
        if proposal is None:
            return False
        effect = self._refusal(proposal) if proposal.problem else self._effect_of(proposal)
        if effect is None:
            return False
        with self.database.writing() as session:
            self.recorder.put(session, effect, now=self.clock.now())
        return True

    def _refusal(self, proposal: BankProposal) -> CheckEffect:
        return _check(
            proposal,
            Conclusion.FAILURE,
            title="The banks were not looked at",
            summary=f"Nothing was looked at: {escape(proposal.problem)}.",
        )

    def _effect_of(self, proposal: BankProposal) -> CheckEffect | None:
        approvers = proposal.approvers()[:MAX_APPROVERS]
        with self.database.reading() as session:
            domains = self.recorder.rulebook.current(session).terms.domains
            people = {one.id: person_of(session, one.id) for one in approvers}
            author = proposal.author and person_of(session, proposal.author.id)
        # Somebody's second account is not a second maintainer.
        distinct = {people[one.id]: one for one in approvers if people[one.id] != author}
        reviews = [
            review
            for file in proposal.files
            if (review := self._review(file, domains, list(distinct.values()))) is not None
        ]
        if not reviews:
            return None
        findings = [finding for review in reviews for finding in review.findings]
        return _check(
            proposal,
            _conclusion(reviews),
            title=words.title(reviews),
            summary=words.summary(reviews),
            text=words.text(reviews, seed=proposal.head_sha),
            annotations=_annotations(findings),
        )

    def _review(
        self, file: ProposedBank, domains: Domains, approvers: Sequence[Actor]
    ) -> BankReview | None:
        before, after = _reading(file.path, file.before), _reading(file.path, file.after)
        reading = after or before
        if reading is None:
            return None
        team = exam_team(reading.exam, domains) or self.recorder.maintainers
        by = (
            ()
            if team is None
            else tuple(one.login for one in approvers if is_in_team(team, one, self.members))
        )
        return words.judged(before, after, consent=words.Consent(team=team, by=by))


def bank_keeper(
    place: tuple[str, str] | None,
    *,
    github: GitHub,
    database: Database,
    recorder: Recorder,
    clock: Clock,
) -> BankKeeper | None:
    """Make the keeper of a repository and a folder in it; `None` where none is set."""
    if place is None:
        return None
    repository, folder = place
    return BankKeeper(
        database=database,
        clock=clock,
        github=BankFiles(github, folder=folder),
        members=Reader(github, clock=clock),
        recorder=recorder,
        repository=repository,
    )


def _reading(path: str, text: str | None) -> BankReading | None:
    return None if text is None else read_bank(text.replace("\r\n", "\n"), file=path)


def _conclusion(reviews: Sequence[BankReview]) -> Conclusion:
    if any(review.errors for review in reviews):
        return Conclusion.FAILURE
    if any(review.consent.missing for review in reviews):
        return Conclusion.ACTION_REQUIRED
    return Conclusion.SUCCESS


def _annotations(findings: Sequence[Finding]) -> tuple[Annotation, ...]:
    """Put findings beside their lines, errors first: GitHub takes so many only."""
    return tuple(
        Annotation(
            path=finding.file,
            line=finding.line,
            title=finding.code,
            message=finding.message,
            is_failure=finding.severity is Severity.ERROR,
        )
        for finding in sorted(findings, key=lambda finding: finding.severity)
    )


def _check(
    proposal: BankProposal,
    conclusion: Conclusion,
    *,
    title: str,
    summary: str,
    text: str = "",
    annotations: tuple[Annotation, ...] = (),
) -> CheckEffect:
    return CheckEffect(
        key=f"banks:{proposal.repo.id}:{proposal.head_sha}",
        repo=proposal.repo,
        head_sha=proposal.head_sha,
        name=CHECK,
        conclusion=conclusion,
        title=title,
        summary=summary,
        text=text,
        annotations=annotations,
    )
