"""`revoke`, `dispute`, `uphold`: decide about what somebody has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recognition.decisions import Verb
from recognition.kernel.errors import ForbiddenError
from recognition.service.persons import person_of
from webhooks.commands.award.contract import verb
from webhooks.commands.award.deciding import decide
from webhooks.commands.award.wording import Awards, Badges, Numbers, Wording
from webhooks.commands.contract import Who

if TYPE_CHECKING:
    from recognition.store import AwardRow
    from webhooks.commands.award.wording import Request
    from webhooks.commands.contract import Asked, Reply, Tools

ONE_BY_ONE = (Numbers, Awards, Badges)


@verb(
    "revoke",
    usage=('/award revoke @LOGIN BADGE [TIER] reason="…"',),
    purpose="Take an award back; the reason is kept for ever",
    wording=Wording(
        example='/award revoke @octocat meshery gold reason="the work was somebody else\'s"',
        takes=ONE_BY_ONE,
    ),
)
def revoke(request: Request, asked: Asked, tools: Tools) -> Reply:
    """Take awards back."""
    return decide(Verb.REVOKE, request, asked, tools)


@verb(
    "uphold",
    usage=("/award uphold N…",),
    purpose="Say that a disputed award is right",
    wording=Wording(example="/award uphold 3", takes=ONE_BY_ONE),
)
def uphold(request: Request, asked: Asked, tools: Tools) -> Reply:
    """Say that disputed awards are right."""
    return decide(Verb.UPHOLD, request, asked, tools)


@verb(
    "dispute",
    usage=('/award dispute BADGE [TIER] reason="…"',),
    purpose="Say that an award of yours is wrong; maintainers look at it in the next digest",
    wording=Wording(
        example='/award dispute meshery reason="this was not my work"', takes=ONE_BY_ONE, own=True
    ),
    who=Who.ANYONE,
)
def dispute(request: Request, asked: Asked, tools: Tools) -> Reply:
    """Say that awards are wrong: one's own, or for maintainers anybody's."""
    return decide(Verb.DISPUTE, request, asked, tools, check=_may_dispute)


def _may_dispute(award: AwardRow, asked: Asked, tools: Tools) -> None:
    is_own = person_of(tools.session, asked.actor.id) == award.person_id
    if not is_own and not asked.known.teams:
        raise ForbiddenError("you can dispute your own awards; others are for maintainers")
