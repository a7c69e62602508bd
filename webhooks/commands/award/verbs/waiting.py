"""`approve`, `reject`, `hold`, `unvote`: decide about what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recognition.decisions import Verb
from recognition.service import review
from webhooks.commands.award.contract import verb
from webhooks.commands.award.deciding import decide, decide_each
from webhooks.commands.award.wording import Awards, Badges, Everything, Numbers, Wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recognition.awards import AwardChange
    from recognition.store import AwardRow
    from webhooks.commands.award.wording import Request
    from webhooks.commands.contract import Asked, Reply, Tools

ANY = (Numbers, Everything, Awards, Badges)
ONE_BY_ONE = (Numbers, Awards, Badges)


@verb(
    "approve",
    usage=("/award approve N…", "/award approve all except N…"),
    purpose="Grant what waits, or vote for it where it takes several maintainers",
    wording=Wording(example="/award approve 1 3-5", takes=ANY, talks=False),
)
def approve(request: Request, asked: Asked, tools: Tools) -> Reply:
    """Grant what waits."""
    return decide(Verb.APPROVE, request, asked, tools)


@verb(
    "reject",
    usage=('/award reject N… reason="…"',),
    purpose="Refuse what waits; the reason is kept",
    wording=Wording(
        example='/award reject 2 reason="one change split into five"', takes=ONE_BY_ONE
    ),
)
def reject(request: Request, asked: Asked, tools: Tools) -> Reply:
    """Refuse what waits."""
    return decide(Verb.REJECT, request, asked, tools)


@verb(
    "hold",
    usage=("/award hold N… [REASON]",),
    purpose="Keep back what waits until somebody approves or rejects it",
    wording=Wording(example="/award hold 2 until the exams are there", takes=ONE_BY_ONE),
)
def hold(request: Request, asked: Asked, tools: Tools) -> Reply:
    """Ask for time."""
    return decide(Verb.HOLD, request, asked, tools)


@verb(
    "unvote",
    usage=("/award unvote N…",),
    purpose="Take back your vote about what is not decided yet",
    wording=Wording(example="/award unvote 2", takes=ONE_BY_ONE, talks=False),
)
def unvote(request: Request, asked: Asked, tools: Tools) -> Reply:
    """Take back a vote."""

    def act(award: AwardRow) -> Sequence[AwardChange]:
        return review.unvote(tools.session, [award.id], by=asked.actor, now=tools.now)

    return decide_each(request, asked, tools, act)
