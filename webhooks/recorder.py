"""Record facts with everything that follows from them, in the caller's unit of work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from recognition.awards import AwardChange, ChangeKind
from recognition.decisions import Verb
from recognition.digest import (
    Audience,
    Digest,
    Edition,
    Every,
    audiences_of,
    deciders_of,
    span,
)
from recognition.effects import Effect
from recognition.service import digest, outbox, review
from recognition.service.announce import announcements
from recognition.service.numbers import edition_before
from recognition.service.quiet import record_history, silence
from recognition.service.record import Recorded, record, see_names
from recognition.store import EffectRow
from webhooks.failures import failures
from webhooks.health import health

if TYPE_CHECKING:
    from sqlmodel import Session

    from recognition.catalog import Catalog
    from recognition.facts import Actor, Fact, Repo
    from recognition.kernel.settings import Mode
    from recognition.render.addresses import Addresses
    from recognition.service.rulebook import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorder:
    """The one way in which facts become awards and awards become news.

    Attributes:
        rulebook: Has the badges in force.
        addresses: Where links lead.
        mode: Which effects may be posted at all.
        digest_repo: `owner/name` of the repository of the digest; `None` where there is none.
        maintainers: `org/team` whose members decide about awards; `None` where nobody does.
        digest_every: How often a digest is made.
    """

    rulebook: Rulebook
    addresses: Addresses
    mode: Mode
    digest_repo: str | None
    maintainers: str | None = None
    digest_every: Every = Every.WEEK

    @property
    def catalog(self) -> Catalog:
        """Give the badges in force at this moment."""
        return self.rulebook.catalog

    @property
    def audiences(self) -> tuple[Audience, ...]:
        """Give the teams that have a digest of their own at this moment."""
        return audiences_of(self.catalog, self.maintainers)

    @property
    def teams(self) -> frozenset[str]:
        """Give every team, in lower case, whose members decide about something."""
        teams = [audience.team for audience in self.audiences]
        if self.maintainers:
            teams.append(self.maintainers.lower())
        return frozenset(teams)

    def deciders(self, badge: str) -> frozenset[str]:
        """Give the teams, in lower case, whose members decide about awards of a badge."""
        return deciders_of(badge, self.catalog, self.maintainers)

    def record(self, session: Session, facts: Iterable[Fact], *, now: datetime) -> Recorded:
        """Record facts that happened just now, and announce what they earned."""
        recorded = record(session, facts, catalog=self.rulebook.current(session), now=now)
        self.announce(session, recorded.changes, now=now)
        return recorded

    def record_history(
        self, session: Session, facts: Iterable[Fact], *, now: datetime
    ) -> Recorded:
        """Record facts that were read from history, and announce nothing of it, ever."""
        return record_history(session, facts, catalog=self.rulebook.current(session), now=now)

    def see_names(
        self, session: Session, seen: Iterable[tuple[Repo, datetime]], *, now: datetime
    ) -> None:
        """Learn what repositories are called now; what is earned by a name is no news."""
        silence(session, see_names(session, seen, catalog=self.rulebook.current(session), now=now))

    def decide(
        self,
        session: Session,
        verb: Verb,
        award_ids: Sequence[str],
        *,
        by: Actor,
        now: datetime,
        reason: str | None = None,
    ) -> list[AwardChange]:
        """Do something to awards in a person's name, and announce what it granted."""
        changes = review.decide(
            session,
            verb,
            award_ids,
            by=by,
            catalog=self.rulebook.current(session),
            now=now,
            reason=reason,
        )
        self.announce(session, changes, now=now)
        return changes

    def announce(self, session: Session, changes: Iterable[AwardChange], *, now: datetime) -> None:
        """Announce what was granted just now; corrections and withdrawals stay quiet.

        So does everything in repositories that do not want to be told.
        """
        news = (ChangeKind.GRANTED, ChangeKind.APPROVED)
        granted = [change.award.id for change in changes if change.kind in news]
        for effect in announcements(
            session,
            granted,
            catalog=self.rulebook.current(session),
            addresses=self.addresses,
            now=now,
        ):
            if self.rulebook.features(session, effect.repo.full_name).announcements:
                self.put(session, effect, now=now)

    def put(self, session: Session, effect: Effect, *, now: datetime, again: bool = False) -> None:
        """Ask for something to be posted, as far as the mode allows; see `outbox.put`."""
        outbox.put(session, effect, mode=self.mode, now=now, again=again)

    def refresh_digest(
        self, session: Session, edition: Edition, *, now: datetime, again: bool = False
    ) -> Digest:
        """Build a digest anew, and ask for its issue where a repository is set.

        Args:
            session: An open unit of work.
            edition: Of which period, for whom.
            now: The present moment.
            again: Post it even if it is the same, over what somebody wrote there.
        """
        is_whole = not edition.audience
        until = min(now, span(edition.period)[1])
        built = digest.build(
            session,
            edition=edition,
            catalog=self.rulebook.current(session),
            addresses=self.addresses,
            now=now,
            audiences=self.audiences,
            failures=failures(session) if is_whole else (),
            health=self._health(session, edition, now=until) if is_whole else (),
        )
        stands = session.get(EffectRow, edition.key) is not None
        if self.digest_repo is not None and (is_whole or stands or not built.is_quiet):
            effect = digest.as_effect(built, repo_full_name=self.digest_repo)
            self.put(session, effect, now=now, again=again)
        return built

    def _health(self, session: Session, edition: Edition, *, now: datetime) -> list[str]:
        return health(session, catalog=self.catalog, period=edition.period, now=now)

    def refresh_digests(self, session: Session, period: str, *, now: datetime) -> list[Digest]:
        """Build the digests of a period, and ask for their issues.

        The organisation's is made in any case, a team's where there is something in it. A
        former edition that asked about what is asked about again says where that is.
        """
        digests = []
        for name in ("", *(audience.name for audience in self.audiences)):
            edition = Edition(period=period, audience=name)
            built = self.refresh_digest(session, edition, now=now)
            former = edition_before(session, edition)
            if former is not None:
                self.refresh_digest(session, former, now=now)
            if not name or not built.is_quiet:
                digests.append(built)
        return digests
