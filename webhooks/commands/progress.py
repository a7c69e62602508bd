"""`/progress`: the next badges, and what is missing for each."""

from __future__ import annotations

from recognition.render import comments
from recognition.render.comments import ProgressLine
from recognition.render.markdown import code
from recognition.service.persons import person_of
from recognition.service.steps import SHOWN, next_steps
from recognition.store import AccountRow
from webhooks.commands.contract import Asked, Reply, Tools, command

OPTED_OUT = (
    "nothing of yours is counted, as you wished. "
    f"{code('/recognition optin')} brings all of it back."
)


@command(
    "progress",
    usage=("/progress",),
    purpose="Show how far you are from your next badges",
    example="/progress",
)
def progress(asked: Asked, tools: Tools) -> Reply:
    """Answer with the nearest badges and tiers that are not reached yet."""
    person_id = person_of(tools.session, asked.actor.id)
    person = tools.session.get(AccountRow, person_id)
    if person is not None and person.opted_out:
        return Reply(
            purpose="progress", body=comments.said(login=asked.actor.login, text=OPTED_OUT)
        )
    login = asked.actor.login if person is None else person.login
    steps = next_steps(tools.session, person_id, tools.catalog, now=tools.now)
    lines = [
        ProgressLine(
            name=step.name,
            done=step.done,
            of=step.of,
            missing=step.missing,
            url=tools.addresses.explain(login, step.badge.id),
        )
        for step in steps[:SHOWN]
    ]
    body = comments.progress(
        login=asked.actor.login,
        lines=lines,
        counted_at=tools.now,
        why_url=tools.addresses.explain(login),
    )
    return Reply(purpose="progress", body=body)
