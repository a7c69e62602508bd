"""The commands that serve, work, and look at what GitHub sent."""

from __future__ import annotations

import os
import signal
import threading
from typing import TYPE_CHECKING, cast

import click

from recognition.digest import Standing, period_of, span
from recognition.kernel.cli import Shell, json_option, pass_shell, print_json, print_table
from recognition.kernel.log import configure_logging
from recognition.kernel.settings import require_for_serving
from webhooks.backfill_cli import backfill
from webhooks.couriers import post
from webhooks.inbox import DeliveryState, find_delivery, list_deliveries, retry

if TYPE_CHECKING:
    from webhooks.runtime import Runtime

NO_WORKERS = "WEB_ONLY"
"""Tells the web process that the deliveries are handled by another one."""

BLOCKING_THREADS = 64
"""Requests wait for the disk, not for the processor; measured best for group commits."""


@click.command()
@click.option("--no-workers", is_flag=True, help="Take webhooks only; `worker` handles them.")
@pass_shell
def serve(shell: Shell, *, no_workers: bool) -> None:
    """Serve the App: webhooks, pages, workers and the timer.

    Example: recognition serve
    """
    from granian.constants import Interfaces  # noqa: PLC0415  # only serving needs it
    from granian.server import Server  # noqa: PLC0415

    settings = shell.settings
    require_for_serving(settings)
    shell.database.close()
    if no_workers:
        os.environ[NO_WORKERS] = "1"
    click.echo(f"Serving {settings.public_url} on {settings.host}:{settings.port}")
    Server(
        "app:wsgi",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=1,
        blocking_threads=BLOCKING_THREADS,
        log_enabled=False,
    ).serve()


@click.command()
@pass_shell
def worker(shell: Shell) -> None:
    """Handle deliveries and post effects, beside a `serve --no-workers`.

    Example: recognition worker
    """
    settings = shell.settings
    require_for_serving(settings)
    configure_logging(level=settings.log_level)
    shell.database.close()
    runtime = cast("Runtime", shell.compose(settings))
    done = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_args: done.set())
    runtime.start()
    done.wait()
    runtime.stop()


@click.command()
@click.option(
    "--of", "period", help="2026-W47, 2026-11-23 or 2026-11; the present one if not given."
)
@click.option(
    "--letters", is_flag=True, help="Send them by e-mail and into the chat too, as on their day."
)
@pass_shell
def digest(shell: Shell, *, period: str | None, letters: bool) -> None:
    """Build the maintainers' digests now, and have them posted.

    Example: recognition digest --of 2026-W47
    """
    runtime = cast("Runtime", shell.compose(shell.settings))
    recorder, now = runtime.recorder, runtime.clock.now()
    period = period or period_of(now, recorder.digest_every)
    if letters and span(period)[1] > now:
        # A digest is sent once; on its day it would not be sent any more.
        raise click.UsageError(f"{period} is not over; name one that is with --of")
    with shell.database.writing() as session:
        digests = recorder.refresh_digests(session, period, now=now)
        ways = runtime.courier.ways if letters else ()
        posted = [key for built in digests for key in post(session, built, ways=ways, now=now)]
    for built in digests:
        waiting = len(built.standing(Standing.WAITING))
        granted = len(built.granted)
        click.echo(f"digest {built.edition}: {waiting} to review, {granted} granted by rule")
    if recorder.digest_repo is None:
        click.echo("RECOGNITION_DIGEST_REPO is not set, so it is posted nowhere", err=True)
    if letters:
        click.echo(f"letters for the server to send: {len(posted)}")


@click.group()
def deliveries() -> None:
    """Look at what GitHub sent."""


@deliveries.command("list")
@click.option("--state", type=click.Choice([str(state) for state in DeliveryState]))
@json_option
@pass_shell
def deliveries_list(shell: Shell, *, state: str | None, as_json: bool) -> None:
    """List deliveries, the newest first.

    Example: recognition deliveries list --state dead
    """
    with shell.database.reading() as session:
        found = list_deliveries(session, state)
    if as_json:
        print_json([delivery.as_json() for delivery in found])
        return
    print_table(
        ("received", "guid", "event", "state", "attempts", "error"),
        [
            (
                f"{one.received_at:%Y-%m-%d %H:%M:%S}",
                one.guid,
                f"{one.event}.{one.action}" if one.action else one.event,
                one.state,
                str(one.attempts),
                one.error or "",
            )
            for one in found
        ],
    )


@deliveries.command("show")
@click.argument("guid")
@pass_shell
def deliveries_show(shell: Shell, guid: str) -> None:
    """Print the body of one delivery as GitHub sent it.

    Example: recognition deliveries show 72d3162e-cc78-11e3-81ab-4c9367dc0958
    """
    with shell.database.reading() as session:
        body = find_delivery(session, guid).body
    click.echo(body.decode("utf-8", "backslashreplace"))


@deliveries.command("retry")
@click.argument("guid")
@pass_shell
def deliveries_retry(shell: Shell, guid: str) -> None:
    """Put one delivery back into the queue.

    Example: recognition deliveries retry 72d3162e-cc78-11e3-81ab-4c9367dc0958
    """
    with shell.database.writing() as session:
        retry(session, guid)
    click.echo(f"{guid} is handled again")


@click.command()
@click.option("--check", is_flag=True, help="Play the journey alone, print a table, and end.")
@click.option("--port", default=0, help="The port of the sandbox; a free one if not given.")
def demo(*, check: bool, port: int) -> None:
    """Run the App beside a GitHub to play with, on this machine only.

    Example: recognition demo --check
    """
    from webhooks.demo import check_journey, play  # noqa: PLC0415  # only the demo needs them

    if check:
        raise click.exceptions.Exit(check_journey())
    play(port=port)


COMMANDS: tuple[click.Command, ...] = (serve, worker, digest, backfill, deliveries, demo)
