"""Put the parts together: settings -> database -> ports -> server, workers, timer, commands."""

from __future__ import annotations

import atexit
import os
import random
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

import exams.cli
import exams.privacy
import recognition.cli
import webhooks.cli
import webhooks.privacy
from exams.library import offered_banks
from exams.service import ExamService
from exams.versions import check_vault
from recognition.digest import Every
from recognition.kernel.cli import Program, Shell
from recognition.kernel.clock import SystemClock
from recognition.kernel.log import configure_logging
from recognition.kernel.settings import load_settings, require_for_serving
from recognition.kernel.store import Database
from recognition.render.addresses import Addresses
from recognition.service.rulebook import load_rulebook
from webhooks.backfill import Backfill
from webhooks.bank_checks import bank_keeper
from webhooks.couriers import courier_of
from webhooks.github.client import GitHub
from webhooks.github.history import History
from webhooks.github.reader import Reader
from webhooks.github.sender import Sender
from webhooks.ingest import Ingest
from webhooks.journey import after_exam
from webhooks.recorder import Recorder
from webhooks.rule_changes import rule_keeper
from webhooks.runner import DeliveryRunner
from webhooks.runtime import Runtime
from webhooks.site import create_app
from webhooks.writer import delivery_writer

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

    from sqlmodel import Session

    from recognition.facts import Fact
    from recognition.kernel.settings import Settings

log = structlog.get_logger(__name__)

ROOT = Path(__file__).parent
BANKS = ROOT / "exams" / "banks"


def compose(settings: Settings) -> Runtime:
    """Make the parts of one server; nothing runs yet."""
    clock = SystemClock()
    database = Database(settings.database, vault=settings.exam_vault)
    rulebook = load_rulebook(
        settings.catalog or ROOT / "badge_templates", owner=settings.rules_owner
    )
    banks = offered_banks(settings, shipped=BANKS)
    locked = banks.locked_for_ever(rulebook.catalog.badges)
    for finding in (*rulebook.catalog.findings, *banks.findings, *banks.lint_errors, *locked):
        log.warning("file_finding", finding=str(finding))
    secret = settings.secret_key.get_secret_value().encode() if settings.secret_key else b""
    recorder = Recorder(
        rulebook=rulebook,
        addresses=Addresses(settings.public_url),
        mode=settings.mode,
        digest_repo=settings.digest_repo,
        maintainers=settings.maintainers,
        digest_every=Every(settings.digest_every),
    )

    def passed(session: Session, fact: Fact) -> None:
        after_exam(session, fact, recorder=recorder, exams=service, now=clock.now())

    service = ExamService(banks=banks, clock=clock, secret=secret, on_passed=passed)
    github = GitHub(
        app_id=settings.app_id or 0,
        private_key=settings.key_pem(),
        api_url=settings.github_api_url,
        graphql_url=settings.github_graphql_url,
        clock=clock,
    )
    runner = DeliveryRunner(
        database=database,
        clock=clock,
        github=Reader(github, clock=clock),
        recorder=recorder,
        rules=rule_keeper(
            settings.rules_owner, github=github, database=database, recorder=recorder, clock=clock
        ),
        banks=bank_keeper(
            settings.banks_place, github=github, database=database, recorder=recorder, clock=clock
        ),
        exams=service,
        jitter=random.random,
    )
    history = History(github, clock=clock)
    backfill = Backfill(database=database, clock=clock, source=history, recorder=recorder)
    return Runtime(
        settings=settings,
        clock=clock,
        database=database,
        exams=service,
        recorder=recorder,
        runner=runner,
        sender=Sender(database, github, clock, secret=secret),
        backfill=backfill,
        courier=courier_of(settings, database=database, clock=clock),
    )


def wsgi() -> WSGIApplication:
    """Make the whole server from the environment; what a WSGI server is pointed at."""
    settings = load_settings()
    require_for_serving(settings)
    configure_logging(level=settings.log_level)
    runtime = compose(settings)
    runtime.database.upgrade()
    with runtime.database.reading() as session:
        check_vault(session)
    if os.environ.get(webhooks.cli.NO_WORKERS) != "1":
        runtime.start()
    writer = delivery_writer(runtime.database, on_stored=runtime.wake)
    writer.start()
    atexit.register(runtime.stop)
    atexit.register(writer.stop)
    return Ingest(
        create_app(runtime), secrets=settings.webhook_secrets, store=writer, clock=runtime.clock
    )


cli = Program("recognition", help="Recognise contributors with badges, exams and awards.")
for command in (*recognition.cli.COMMANDS, *exams.cli.COMMANDS, *webhooks.cli.COMMANDS):
    cli.add_command(command)


def main() -> None:
    """Run the `recognition` program."""
    cli(obj=Shell(ROOT, compose=compose))


if __name__ == "__main__":
    main()
