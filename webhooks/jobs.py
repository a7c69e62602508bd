"""What is done by the clock: the digest, attempts whose time is up, awards that come due."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from sqlmodel import col, select

from recognition.digest import begins, period_before
from recognition.kernel.jobs import job
from recognition.service.due import settle_due
from recognition.service.expiry import expire, lapse_proposals
from recognition.service.numbers import editions_naming, editions_with
from recognition.service.record import catch_up
from recognition.store import AccountRow
from webhooks.couriers import post

if TYPE_CHECKING:
    from webhooks.runtime import Runtime

log = structlog.get_logger(__name__)

SWEEP_BATCH = 100


# Every hour of the day, so that a server which was down at seven is not silent for a week; the
# digest of a period is one issue however often it is built.
@job("digest", cron="0 7-23 * * *")
def make_digest(runtime: Runtime) -> None:
    """Build the digests of the period that is over, on the first day after it."""
    now = runtime.clock.now()
    every = runtime.recorder.digest_every
    if not begins(now, every):
        return
    with runtime.database.writing() as session:
        digests = runtime.recorder.refresh_digests(session, period_before(now, every), now=now)
        for digest in digests:
            post(session, digest, ways=runtime.courier.ways, now=now)
    runtime.wake()
    for digest in digests:
        log.info("digest_built", digest=str(digest.edition), items=len(digest.items))


@job("leave_out", cron="20 * * * *")
def leave_out(runtime: Runtime) -> None:
    """Take people who have opted out on a page out of the digests that name them."""
    now, recorder = runtime.clock.now(), runtime.recorder
    with runtime.database.writing() as session:
        gone = session.exec(select(AccountRow.login).where(col(AccountRow.opted_out))).all()
        editions = editions_naming(session, gone)
        for edition in editions:
            recorder.refresh_digest(session, edition, now=now)
    runtime.wake()
    if editions:
        log.info("left_out_of_digests", count=len(editions))


@job("sweep_attempts", cron="* * * * *")
def sweep_attempts(runtime: Runtime) -> None:
    """Close attempts that were left open, and grade what was saved in them."""
    closed = SWEEP_BATCH
    while closed == SWEEP_BATCH:
        with runtime.database.writing() as session:
            closed = runtime.exams.sweep(session, limit=SWEEP_BATCH)
        if closed:
            log.info("attempts_closed", count=closed)
    runtime.wake()


@job("look_for_signals", cron="15 3 * * *")
def look_for_signals(runtime: Runtime) -> None:
    """Find what a maintainer may want to look at about attempts; it decides nothing."""
    with runtime.database.writing() as session:
        new = runtime.exams.look_for_signals(session)
    if new:
        log.info("signals_found", count=new)


# After the signals were looked for, which need the traces; and apart from them, so that traces
# go in time even if that should fail.
@job("forget_traces", cron="45 3 * * *")
def forget_traces(runtime: Runtime) -> None:
    """Delete traces of networks after 30 days."""
    with runtime.database.writing() as session:
        gone = runtime.exams.forget_traces(session)
    if gone:
        log.info("traces_forgotten", count=gone)


@job("expire_awards", cron="30 0 * * *")
def expire_awards(runtime: Runtime) -> None:
    """Let awards run out whose time has come, and proposals about which nobody decided."""
    now, recorder = runtime.clock.now(), runtime.recorder
    with runtime.database.writing() as session:
        catalog = recorder.rulebook.current(session)
        expired = expire(session, catalog=catalog, now=now)
        lapsed = lapse_proposals(session, catalog=catalog, now=now)
        for edition in editions_with(session, {change.award.id for change in lapsed}):
            recorder.refresh_digest(session, edition, now=now)
    runtime.wake()
    if expired or lapsed:
        log.info("awards_expired", count=len(expired), proposals=len(lapsed))


@job("grant_due", cron="45 * * * *")
def grant_due(runtime: Runtime) -> None:
    """Give what only time had to bring: people have been here long enough now."""
    now = runtime.clock.now()
    with runtime.database.writing() as session:
        changes = settle_due(session, catalog=runtime.recorder.rulebook.current(session), now=now)
        runtime.recorder.announce(session, changes, now=now)
    if changes:
        runtime.wake()
        log.info("awards_came_due", count=len(changes))


@job("refresh_rules", cron="20 * * * *")
def refresh_rules(runtime: Runtime) -> None:
    """Look whether the organisation's rules are still the ones in force: a push can be missed."""
    runtime.runner.rules.refresh()


@job("catch_up", cron="*/10 * * * *")
def catch_up_with_imports(runtime: Runtime) -> None:
    """Judge what an import that was cut off has taken in; in peace there is nothing."""
    units = 0
    while True:
        with runtime.database.writing() as session:
            catalog = runtime.recorder.rulebook.current(session)
            changes = catch_up(session, catalog=catalog, now=runtime.clock.now())
        if changes is None:
            break
        units += 1
    if units:
        log.info("imports_caught_up", units=units)
