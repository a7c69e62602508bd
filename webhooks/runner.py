"""Handle one delivery after the other: ask GitHub first, then decide and keep it all at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from sqlmodel import col

from recognition.kernel.ids import reference_id
from recognition.kernel.jobs import claim
from recognition.kernel.web.session import end_sessions
from webhooks import answers
from webhooks.bank_checks import bank_news
from webhooks.github.errors import GitHubError, RateLimitedError
from webhooks.handlers import Outcome, handle
from webhooks.inbox import (
    DeliveryRow,
    DeliveryState,
    LeaseLostError,
    mark_dead,
    mark_done,
    mark_failed,
    mark_ignored,
)
from webhooks.installations import note_access, note_installation
from webhooks.journey import tools_for
from webhooks.lookups import look_up
from webhooks.payloads import IssueCommentEvent, PayloadError, parse
from webhooks.reconcile import gone
from webhooks.rule_changes import rule_news
from webhooks.tombstones import without_buried

if TYPE_CHECKING:
    from sqlmodel import Session

    from exams.service import ExamService
    from recognition.kernel.clock import Clock
    from recognition.kernel.store import Database
    from webhooks.bank_checks import BankKeeper
    from webhooks.commands import Tools
    from webhooks.payloads import Event
    from webhooks.ports import GitHubReader
    from webhooks.recorder import Recorder
    from webhooks.rule_changes import RuleKeeper

log = structlog.get_logger(__name__)


def _nobody() -> None:
    """Wake nobody."""


@dataclass(kw_only=True)
class DeliveryRunner:
    """Handles deliveries in the order in which they came.

    Attributes:
        banks: Looks at proposed question banks; `None` where no repository has them.
        jitter: Spreads retries; gives 0 to 1.
        on_effects: Called when effects may wait to be sent.
        on_walks: Called when history may wait to be read.
    """

    database: Database
    clock: Clock
    github: GitHubReader
    recorder: Recorder
    rules: RuleKeeper
    banks: BankKeeper | None = None
    exams: ExamService
    jitter: Callable[[], float]
    on_effects: Callable[[], None] = field(default=_nobody)
    on_walks: Callable[[], None] = field(default=_nobody)

    def step(self) -> bool:
        """Handle the next delivery; tells whether there was one.

        Nothing of a delivery is kept before all of it is: a crash anywhere leaves it to be
        handled again, with the same result.
        """
        with self.database.writing() as session:
            row = claim(session, DeliveryRow, now=self.clock.now(), order=col(DeliveryRow.id))
        if row is None:
            return False
        with structlog.contextvars.bound_contextvars(delivery=row.guid, event=row.event):
            try:
                self._handle(row)
            except LeaseLostError:
                log.warning("delivery_taken_over")
            except GitHubError as error:
                log.warning("delivery_waits_for_github", reason=str(error))
                self._failed(row, error, str(error))
            except Exception as error:
                # Whatever a handler did not foresee must not stop the deliveries behind it: it
                # is tried again, and in the end shown to a person with this reference.
                reference = reference_id()
                log.exception("delivery_failed", reference=reference)
                self._failed(row, error, f"{type(error).__name__}, reference {reference}")
        self.on_effects()
        return True

    def _handle(self, row: DeliveryRow) -> None:
        try:
            event = parse(row.event, row.body)
        except PayloadError as error:
            with self.database.writing() as session:
                mark_dead(session, row, error=str(error))
            log.warning("delivery_unreadable", reason=str(error))
            return
        outcome = self._understood(event)
        if outcome.commands:
            with self.database.writing() as session:
                answers.acknowledge(outcome, self._tools(session))
            self.on_effects()
        known = look_up(answers.questions(outcome, self.recorder), self.github)
        with self.database.writing() as session:
            self._keep(outcome, session)
            answers.answer(outcome, self._tools(session), known=known)
            if outcome.ignored is not None:
                mark_ignored(session, row, action=outcome.action, reason=outcome.ignored)
            else:
                mark_done(session, row, action=outcome.action)
        if outcome.installation is not None or outcome.access is not None:
            self.on_walks()
        log.info("delivery_handled", facts=len(outcome.facts), ignored=outcome.ignored)

    def _keep(self, outcome: Outcome, session: Session) -> None:
        """Keep what a delivery tells, apart from what somebody asked for in it."""
        now = self.clock.now()
        if outcome.facts:
            facts = without_buried(session, outcome.facts)
            self.recorder.record(session, facts, now=now)
        if outcome.gone is not None:
            it = outcome.gone
            facts = gone(session, it.repo.id, it.kind, [it.number], now=now)
            self.recorder.record(session, facts, now=now)
        if outcome.installation is not None:
            note_installation(session, outcome.installation, now=now)
        if outcome.access is not None:
            note_access(session, outcome.access, now=now)
        if outcome.sighting is not None:
            seen = outcome.sighting
            self.recorder.see_names(session, [(seen.repo, seen.at)], now=now)
        if outcome.signed_out is not None:
            end_sessions(session, outcome.signed_out.id)

    def _understood(self, event: Event) -> Outcome:
        """Decide what an event means, and look after rules and banks if it is about them."""
        outcome = self._heard(handle(event, self.github))
        news = rule_news(event, owner=self.rules.owner)
        touches = news is not None and self.rules.handle(news)
        if self.banks is not None:
            proposed = bank_news(event, repository=self.banks.repository)
            touches |= proposed is not None and self.banks.handle(proposed)
        return replace(outcome, ignored=None) if touches else outcome

    def _heard(self, outcome: Outcome) -> Outcome:
        """Pass over commands where the repository does not want them answered."""
        if not outcome.commands:
            return outcome
        with self.database.reading() as session:
            repository = outcome.commands[0].repo.full_name
            features = self.recorder.rulebook.features(session, repository)
        return outcome if features.commands else replace(outcome, commands=())

    def _failed(self, row: DeliveryRow, error: Exception, reason: str) -> None:
        """Let the delivery wait, or after its last attempt tell whoever asked for something."""
        now = self.clock.now()
        wait = timedelta()
        if isinstance(error, RateLimitedError) and error.not_before is not None:
            wait = max(wait, error.not_before - now)
        try:
            with self.database.writing() as session:
                state = mark_failed(
                    session, row, error=reason, now=now, jitter=self.jitter(), wait=wait
                )
                if state is DeliveryState.DEAD:
                    reference = reason.rpartition(" ")[2]
                    answers.apologise(self._asked(row), self._tools(session), reference=reference)
        except LeaseLostError:
            log.warning("delivery_taken_over")

    def _asked(self, row: DeliveryRow) -> Outcome:
        """Give what people asked for in a delivery that cannot be handled."""
        event = parse(row.event, row.body)
        if isinstance(event, IssueCommentEvent):
            return handle(event, self.github)
        return Outcome()

    def _tools(self, session: Session) -> Tools:
        return tools_for(session, self.recorder, self.exams, now=self.clock.now())
