"""Keep the rules in force in one place, so that everybody sees a change at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from recognition.audit import Event
from recognition.awards import VALID, AwardState
from recognition.catalog import catalog_files, read_catalog
from recognition.kernel.findings import Finding, Severity
from recognition.overlay import compose
from recognition.render.rule_change import Fate, Touched
from recognition.rulefile import RULE_FILE, RULES_REPOSITORY, Features, read_rule_file
from recognition.service.audit import append
from recognition.service.recount import bring_current
from recognition.service.shadow import Foreseen, foresee
from recognition.store import RuleSetRow

if TYPE_CHECKING:
    from sqlmodel import Session

    from recognition.awards import AwardChange
    from recognition.catalog import Catalog
    from recognition.kernel.store import Database

GLANCE = timedelta(seconds=10)
"""How long a page may show the rules of before; nobody who merges waits for it."""

Compose = Callable[[Mapping[str, str]], "Catalog"]
"""Makes the catalog of the shipped badges and an organisation's files over them."""


def load_rulebook(folder: Path, *, owner: str | None) -> Rulebook:
    """Make the rulebook of the badges in a folder.

    Args:
        folder: The shipped badges.
        owner: The organisation whose changes are taken; `None` where nobody's are.

    Raises:
        ConfigurationError: There is no such folder.
    """
    files, findings = catalog_files(folder)
    shipped = read_catalog(files, root=folder, findings=findings)
    return Rulebook(shipped, compose=partial(compose, files, root=folder), owner=owner)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What putting rules in force has brought.

    Attributes:
        findings: What is wrong with the files; with an error among them nothing has changed.
        changes: What happened to awards.
    """

    findings: tuple[Finding, ...]
    changes: tuple[AwardChange, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Give the findings for which the rules cannot come into force."""
        return tuple(one for one in self.findings if one.severity is Severity.ERROR)

    @property
    def is_refused(self) -> bool:
        """Tell whether the former rules stay in force."""
        return bool(self.errors)


class Rulebook:
    """The catalog that is in force: the shipped badges, and what one organisation changed.

    A catalog is a value; this is where the current one is looked up. Who works with it takes
    it once and keeps to it to the end of a unit of work. The organisation's files lie in the
    database, so that all processes have the same ones.

    Args:
        shipped: The catalog without an organisation's changes.
        compose: Makes the catalog with them; none are taken where it is not given.
        owner: The organisation; `None` where nobody's changes are taken.
    """

    def __init__(
        self, shipped: Catalog, *, compose: Compose | None = None, owner: str | None = None
    ) -> None:
        self._compose = compose
        self._owner = owner
        self._key = f"{owner}/{RULES_REPOSITORY}".lower() if owner else ""
        self._shipped = shipped
        self._in_force: tuple[str, Catalog] = ("", shipped)
        self._features: Mapping[str, tuple[str, Features]] = {}
        self._lock = threading.Lock()
        self._looked_at: datetime | None = None

    @property
    def catalog(self) -> Catalog:
        """Give the catalog in force when it was last looked up."""
        return self._in_force[1]

    def current(self, session: Session) -> Catalog:
        """Give the catalog in force now; reads one row, and the files where they changed."""
        if self._compose is None or not self._owner:
            return self._shipped
        row = session.get(RuleSetRow, self._key, populate_existing=True)
        with self._lock:
            sha = "" if row is None else row.sha
            if self._in_force[0] != sha:
                files = {} if row is None else row.files
                self._in_force = (sha, self._compose(files) if files else self._shipped)
            return self._in_force[1]

    def refresh(self, database: Database, *, now: datetime) -> None:
        """Look whether another process has put other rules in force, at most every few seconds.

        It is for those who only show things; who changes something calls `current` in the
        unit of work in which it does.
        """
        if self._looked_at is None or now - self._looked_at >= GLANCE:
            self._looked_at = now
            with database.reading() as session:
                self.current(session)

    def proposed(self, session: Session, changes: Mapping[str, str | None]) -> Catalog:
        """Make the catalog that would be in force with some files changed.

        Args:
            session: An open unit of work; nothing is changed.
            changes: Texts by path, `None` for a file that goes.
        """
        assert self._compose is not None, "proposals are looked at only where rules are taken"
        row = session.get(RuleSetRow, self._key)
        files: dict[str, str | None] = {**({} if row is None else row.files), **changes}
        return self._compose({path: text for path, text in files.items() if text is not None})

    def apply(
        self,
        session: Session,
        repository: str,
        *,
        sha: str,
        files: Mapping[str, str],
        now: datetime,
    ) -> Applied:
        """Put the rules of a repository in force: all of them, or none where one is wrong.

        Awards are recounted in the same unit of work. Nothing is announced.

        Args:
            session: An open unit of work.
            repository: `owner/name` of the repository they stand in.
            sha: The commit they were read from.
            files: All its rule files.
            now: When this happens.
        """
        key = repository.lower()
        row = _row(session, key, now)
        if row.sha == sha:
            row.refused = None
            return Applied(findings=())
        catalog = self._compose(files) if self._compose and key == self._key and files else None
        findings = (
            read_rule_file(files.get(RULE_FILE, ""), whole=key == self._key)[1]
            if catalog is None
            else catalog.findings
        )
        applied = Applied(findings=tuple(findings))
        if applied.is_refused:
            row.refused = str(applied.errors[0])
            return applied
        row.sha, row.files, row.applied_at, row.refused = sha, dict(files), now, None
        session.flush()
        details = {"commit": sha, "files": sorted(files)}
        event = Event(at=now, actor_id=None, action="rules", subject=key, details=details)
        append(session, [event])
        if key != self._key:
            return applied
        changes = bring_current(session, catalog=catalog or self._shipped, now=now)
        return replace(applied, changes=tuple(changes))

    def refuse(self, session: Session, repository: str, *, reason: str, now: datetime) -> None:
        """Note that the newest rules of a repository are not in force, and why."""
        _row(session, repository.lower(), now).refused = reason

    def effect_of(self, session: Session, proposed: Catalog, *, now: datetime) -> list[Touched]:
        """Say what other rules would do to everybody's awards; nothing is changed.

        Args:
            session: An open unit of work.
            proposed: The catalog that is looked at.
            now: Decides what has expired.
        """
        before = self.current(session)
        return [
            touched(one, proposed)
            for one in foresee(session, before=before, after=proposed, now=now)
        ]

    def features(self, session: Session, repository: str) -> Features:
        """Tell what the App does in a repository: what both it and the organisation want."""
        whole = self._said(session, self._key)
        here = self._said(session, repository.lower())
        return replace(
            here,
            announcements=here.announcements and whole.announcements,
            commands=here.commands and whole.commands,
        )

    def _said(self, session: Session, key: str) -> Features:
        row = session.get(RuleSetRow, key) if key else None
        if row is None:
            return Features()
        known = self._features.get(key)
        if known is None or known[0] != row.sha:
            text = row.files.get(RULE_FILE, "")
            known = (row.sha, read_rule_file(text, whole=key == self._key)[0].features)
            self._features = {**self._features, key: known}
        return known[1]


def _row(session: Session, key: str, now: datetime) -> RuleSetRow:
    row = session.get(RuleSetRow, key)
    if row is None:
        row = RuleSetRow(owner=key, sha="", files={}, applied_at=now)
        session.add(row)
    return row


_STANDING = (*VALID, AwardState.PROPOSED, AwardState.HELD)
"""The states of awards that a rule gives, be it for a maintainer to confirm."""


def touched(one: Foreseen, catalog: Catalog) -> Touched:
    """Say in the words of a page what would happen to an award."""
    before, award = one.change.before, one.change.award
    had = before is not None and before.state in _STANDING
    has = award.state in _STANDING
    if had and has and before is not None:
        is_confirmed = before.state is not award.state and award.state in VALID
        moves = Fate.GAINS if is_confirmed else Fate.MOVES
        fate = Fate.KEEPS if award.kept else moves
    else:
        fate = Fate.GAINS if has else Fate.LOSES
    return Touched(
        login=one.login,
        badge=catalog.badges[award.badge].name,
        tier=award.tier,
        fate=fate,
        before=before.earned_at if before is not None and had else None,
        after=award.earned_at if has and not award.kept else None,
    )
