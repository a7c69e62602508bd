"""`/progress`: the next badges, and what is missing for each."""

from __future__ import annotations

from recognition.render import comments
from recognition.render.comments import ProgressLine
from recognition.service.steps import next_steps
from webhooks.commands.contract import Asked, Reply, Tools, command

SHOWN = 8
"""The nearest ones; a longer list is on the profile."""


@command(
    "progress",
    usage=("/progress",),
    purpose="Show how far you are from your next badges",
    example="/progress",
)
def progress(asked: Asked, tools: Tools) -> Reply:
    """Answer with the nearest badges and tiers that are not reached yet."""
    steps = next_steps(tools.session, asked.actor.id, tools.catalog)
    lines = [
        ProgressLine(name=step.name, done=step.done, of=step.of, unit=step.unit)
        for step in steps[:SHOWN]
    ]
    body = comments.progress(
        login=asked.actor.login,
        lines=lines,
        counted_at=tools.now,
        why_url=tools.addresses.profile(asked.actor.login),
    )
    return Reply(purpose="progress", body=body)
