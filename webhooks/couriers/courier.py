"""Keep letters until they are sent: each once, tried again for half a day where that fails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import structlog
from sqlmodel import Session, col

from recognition.digest import Digest, edition_named, letter
from recognition.kernel.jobs import claim
from recognition.kernel.settings import Mode
from recognition.render.markdown import link
from recognition.service.outbox import EffectState
from recognition.store import EffectRow, LetterRow
from webhooks.couriers.chat import ChatWay
from webhooks.couriers.contract import Letter, LetterError, Way
from webhooks.couriers.mail import MailWay

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recognition.kernel.clock import Clock
    from recognition.kernel.settings import Settings
    from recognition.kernel.store import Database

log = structlog.get_logger(__name__)

ISSUE_COMES = timedelta(minutes=30)
"""So long a letter waits for its issue to be posted, in order to lead there."""

LOOK_AGAIN = timedelta(minutes=1)

MAX_ATTEMPTS = 9

FIRST_WAIT = timedelta(minutes=2)
"""Doubled after each attempt: nine of them take eight and a half hours."""


def post(session: Session, digest: Digest, *, ways: Sequence[Way], now: datetime) -> list[str]:
    """Ask for a digest to be sent by these ways, once however often it is asked.

    What was asked for first is sent: a letter that is out cannot be edited.

    Returns:
        The keys of the letters that are new.
    """
    keys = []
    for way in ways:
        key = f"{digest.edition}:{way.name}"
        if session.get(LetterRow, key) is None:
            row = LetterRow(
                key=key,
                edition=str(digest.edition),
                way=way.name,
                title=digest.edition.title,
                body=letter(digest),
                state=EffectState.PENDING,
                created_at=now,
                updated_at=now,
            )
            session.add(row)
            keys.append(key)
    session.flush()
    return keys


@dataclass(frozen=True, kw_only=True)
class Courier:
    """Sends what waits.

    Attributes:
        ways: As the settings have them; empty where nothing is to be sent.
        issues_url: The address below which the digest's issues stand; `None` where it is
            posted nowhere.
    """

    database: Database
    clock: Clock
    ways: Sequence[Way]
    issues_url: str | None

    def step(self) -> bool:
        """Send the next letter; tells whether there was one.

        The claim is committed before, the outcome after: who dies between the two leaves a
        letter that is sent again, under the same id.
        """
        if not self.ways:
            return False
        with self.database.writing() as session:
            now = self.clock.now()
            mine = col(LetterRow.way).in_([way.name for way in self.ways])
            row = claim(session, LetterRow, now=now, order=col(LetterRow.created_at), where=mine)
            if row is None:
                return False
            url = self._issue_url(session, row)
            if url is None and self._may_come(session, row, now=now):
                row.state = EffectState.PENDING
                row.attempts -= 1
                row.lease_until = None
                row.not_before = now + LOOK_AGAIN
                return True
        self._send(row, url)
        return True

    def _send(self, row: LetterRow, url: str | None) -> None:
        way = next(way for way in self.ways if way.name == row.way)
        lead = f"Decide in {link('the issue', url)}.\n\n" if url is not None else ""
        head, _, rest = row.body.partition("\n\n")
        sent = Letter(
            key=row.key,
            title=row.title,
            body=f"{head}\n\n{lead}{rest}",
            written_at=row.created_at,
        )
        try:
            way.send(sent)
        except LetterError as error:
            self._settle(row, error)
            log.warning("letter_not_taken", letter=row.key, reason=str(error))
        else:
            self._settle(row, None)
            log.info("letter_sent", letter=row.key)

    def _settle(self, claimed: LetterRow, error: LetterError | None) -> None:
        now = self.clock.now()
        with self.database.writing() as session:
            row = session.get(LetterRow, claimed.key)
            if row is None or row.lease_until != claimed.lease_until:
                return
            row.lease_until = None
            row.updated_at = now
            row.last_error = None if error is None else str(error)
            if error is None:
                row.state = EffectState.DONE
            elif error.is_final or row.attempts >= MAX_ATTEMPTS:
                row.state = EffectState.DEAD
            else:
                row.state = EffectState.PENDING
                row.not_before = now + FIRST_WAIT * (2 ** (row.attempts - 1))

    def _issue_url(self, session: Session, row: LetterRow) -> str | None:
        effect = session.get(EffectRow, edition_named(row.edition).key)
        if effect is None or effect.remote_id is None or self.issues_url is None:
            return None
        return f"{self.issues_url}/{effect.remote_id}"

    def _may_come(self, session: Session, row: LetterRow, *, now: datetime) -> bool:
        """Tell whether the issue is on its way still."""
        effect = session.get(EffectRow, edition_named(row.edition).key)
        waits = effect is not None and effect.state in (EffectState.PENDING, EffectState.WORKING)
        return waits and now - row.created_at < ISSUE_COMES


def courier_of(settings: Settings, *, database: Database, clock: Clock) -> Courier:
    """Make the courier that the settings ask for; it has no ways where they ask for none."""
    ways: list[Way] = []
    if settings.digest_recipients and settings.smtp_url and settings.smtp_from:
        mail = MailWay(
            url=settings.smtp_url.get_secret_value(),
            sender=settings.smtp_from,
            recipients=settings.digest_recipients,
            host=urlsplit(settings.public_url).hostname or "localhost",
        )
        ways.append(mail)
    if settings.digest_webhook is not None:
        ways.append(ChatWay(url=settings.digest_webhook.get_secret_value()))
    issues_url = None
    if settings.digest_repo is not None:
        issues_url = f"{settings.github_server_url}/{settings.digest_repo}/issues"
    # In `observe` nothing is told to anybody.
    is_loud = settings.mode is not Mode.OBSERVE
    return Courier(
        database=database, clock=clock, ways=ways if is_loud else (), issues_url=issues_url
    )
