"""Keep to the rules of the organisation's `.github` repository, and say what a change would do.

A pull request that touches them gets a check with its effect on real people; what is merged is
in force at once. Only the organisation whose maintainers decide about awards is listened to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from recognition.effects import CheckEffect, Conclusion
from recognition.kernel.findings import Severity
from recognition.render import rule_change as words
from recognition.render.markdown import escape
from recognition.rulefile import RULE_FILE, RULES_REPOSITORY, is_rule
from recognition.service.shadow import differing
from webhooks.github.rule_files import RuleFiles
from webhooks.payloads import PullRequestEvent, PushEvent
from webhooks.ports import FilesError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from recognition.facts import Repo
    from recognition.kernel.clock import Clock
    from recognition.kernel.store import Database
    from webhooks.github.client import GitHub
    from webhooks.payloads import Event
    from webhooks.ports import RuleReader
    from webhooks.recorder import Recorder

log = structlog.get_logger(__name__)

CHECK = "Recognition rules"
"""What the check is called beside a commit."""

LOOKED_AT = ("opened", "synchronize", "reopened")
"""What happens to pull requests that gives them another head."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A pull request that may change the organisation's rules."""

    repo: Repo
    number: int
    head_sha: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """The default branch of a repository has other rules now."""

    repo: Repo


RuleNews = Proposal | Push


def rule_news(event: Event, *, owner: str | None) -> RuleNews | None:
    """Tell whether an event may be about rules we keep to.

    Args:
        event: Any event.
        owner: The organisation whose rules count; `None` where nobody's do.
    """
    if owner is None:
        return None
    match event:
        case PullRequestEvent(action=action, head_sha=str(head_sha)) if action in LOOKED_AT:
            if _is_rules_repository(event.repo, owner):
                return Proposal(repo=event.repo, number=event.number, head_sha=head_sha)
        case PullRequestEvent(action="closed") if _is_rules_repository(event.repo, owner):
            # The push of a merge says the same; whichever comes first is enough.
            return Push(repo=event.repo)
        case PushEvent(is_default_branch=True) if _is_of(event.repo, owner):
            whole = _is_rules_repository(event.repo, owner)
            if any(is_rule(path) if whole else path == RULE_FILE for path in event.paths):
                return Push(repo=event.repo)
        case _:
            pass
    return None


def _is_of(repo: Repo, owner: str) -> bool:
    # GitHub's names are case-insensitive, and the setting is typed by hand.
    return repo.full_name.partition("/")[0].lower() == owner.lower()


def _is_rules_repository(repo: Repo, owner: str) -> bool:
    return repo.full_name.lower() == f"{owner}/{RULES_REPOSITORY}".lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleKeeper:
    """Reads rules from GitHub, and puts them in force or says what they would do.

    Attributes:
        owner: The organisation whose rules count; `None` where nobody's do.
    """

    database: Database
    clock: Clock
    github: RuleReader
    recorder: Recorder
    owner: str | None

    def handle(self, news: RuleNews) -> bool:
        """Do what an event asks for; tells whether rules were touched at all.

        No unit of work is open while GitHub is asked.

        Raises:
            GitHubError: GitHub did not tell; try again later.
        """
        match news:
            case Proposal():
                return self._check(news)
            case Push():
                self._put_in_force(news.repo)
                return True

    def refresh(self) -> None:
        """Look at the organisation's rules as they are now, as if they had just changed."""
        repo = self.github.find(f"{self.owner}/{RULES_REPOSITORY}") if self.owner else None
        if repo is not None:
            self._put_in_force(repo)

    def _check(self, proposal: Proposal) -> bool:
        try:
            changes = self.github.proposed(
                proposal.repo, proposal.number, head_sha=proposal.head_sha
            )
        except FilesError as error:
            effect = _check_effect(
                proposal,
                Conclusion.FAILURE,
                title="The rules were not looked at",
                summary=f"Nothing was looked at: {escape(str(error))}.",
            )
        else:
            if not changes:
                return False
            effect = self._effect_of(proposal, changes)
        with self.database.writing() as session:
            self.recorder.put(session, effect, now=self.clock.now())
        return True

    def _effect_of(self, proposal: Proposal, changes: Mapping[str, str | None]) -> CheckEffect:
        rulebook, now = self.recorder.rulebook, self.clock.now()
        with self.database.reading() as session:
            proposed = rulebook.proposed(session, changes)
            findings = proposed.findings
            is_sound = not any(one.severity is Severity.ERROR for one in findings)
            differ = differing(rulebook.current(session), proposed)
            touched = rulebook.effect_of(session, proposed, now=now) if is_sound else ()
        names = [badge.name for badge in differ]
        if not is_sound:
            conclusion = Conclusion.FAILURE
        else:
            conclusion = Conclusion.NEUTRAL if touched else Conclusion.SUCCESS
        return _check_effect(
            proposal,
            conclusion,
            title=words.title(touched, findings),
            summary=words.summary(
                touched, findings, badges=names, try_url=self.recorder.addresses.try_rules()
            ),
            text=words.text(touched),
        )

    def _put_in_force(self, repo: Repo) -> None:
        now: datetime = self.clock.now()
        try:
            sha, files = self.github.in_force(repo)
        except FilesError as error:
            with self.database.writing() as session:
                self.recorder.rulebook.refuse(session, repo.full_name, reason=str(error), now=now)
            log.warning("rules_not_read", repo=repo.full_name, reason=str(error))
            return
        with self.database.writing() as session:
            applied = self.recorder.rulebook.apply(
                session, repo.full_name, sha=sha, files=files, now=now
            )
        if applied.findings:
            log.warning("rules_have_findings", repo=repo.full_name, count=len(applied.findings))
        log.info("rules_applied", repo=repo.full_name, sha=sha, changes=len(applied.changes))


def rule_keeper(
    owner: str | None, *, github: GitHub, database: Database, recorder: Recorder, clock: Clock
) -> RuleKeeper:
    """Make the keeper of an organisation's rules; with no owner it listens to nobody."""
    return RuleKeeper(
        database=database,
        clock=clock,
        github=RuleFiles(github, is_rule=is_rule),
        recorder=recorder,
        owner=owner,
    )


def _check_effect(
    proposal: Proposal, conclusion: Conclusion, *, title: str, summary: str, text: str = ""
) -> CheckEffect:
    return CheckEffect(
        key=f"rules:{proposal.repo.id}:{proposal.head_sha}",
        repo=proposal.repo,
        head_sha=proposal.head_sha,
        name=CHECK,
        conclusion=conclusion,
        title=title,
        summary=summary,
        text=text,
    )
