"""Keep the demo open for a person to play with, and say where to begin."""

from __future__ import annotations

import signal
import threading

import click

from webhooks.demo.check import merge_operator_work
from webhooks.demo.past import read_past
from webhooks.demo.stage import Stage


def play(*, port: int = 0) -> None:
    """Run sandbox and server until Ctrl-C.

    Args:
        port: The sandbox's port; 0 for a free one.
    """
    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_args: done.set())
    with Stage(port=port) as stage:
        click.echo("Starting a GitHub to play with and the App beside it …")
        stage.start_server()
        world, seed = stage.sandbox.world, stage.seed
        world.install(stage.app, seed.organization, by=seed.maintainer)
        past = read_past(stage)
        merge_operator_work(stage)
        stage.run("digest")
        pull = f"{stage.sandbox.url}/{seed.repository}/pull/{seed.pull_request}"
        click.echo(f"""
  The pull request    {pull}
  The digest          {stage.sandbox.url}/{seed.digest_repo}/issues
  The App's pages     {stage.url}
  The past it read    {past.in_words()}

  1. Open the pull request, and merge it as {seed.maintainer}: badges arrive in a comment.
  2. Comment /certify as {seed.contributor}, follow a link, sign in as that person, sit the exam.
  3. As {seed.maintainer}, tick a box in the digest.

  Ctrl-C ends it; nothing is kept.
""")
        done.wait()
        click.echo("Stopping …")
