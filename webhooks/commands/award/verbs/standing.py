"""`revoke`, `dispute`, `uphold`: decide about what somebody has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recognition.decisions import Verb
from recognition.kernel.errors import ForbiddenError
from recognition.service.persons import person_of
from webhooks.commands.award.contract import verb
from webhooks.commands.award.deciding import decide_each, require_decider
from webhooks.commands.award.wording import Awards, Badges, Numbers, Wording
from webhooks.commands.contract import Who

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recognition.awards import AwardChange
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
    return _decide(Verb.REVOKE, request, asked, tools)


@verb(
    "uphold",
    usage=("/award uphold N…",),
    purpose="Say that a disputed award is right",
    wording=Wording(example="/award uphold 3", takes=ONE_BY_ONE),
)
def uphold(request: Request, asked: Asked, tools: Tools) -> Reply:
    """Say that disputed awards are right."""
    return _decide(Verb.UPHOLD, request, asked, tools)


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
    return _decide(Verb.DISPUTE, request, asked, tools)


def _decide(verb: Verb, request: Request, asked: Asked, tools: Tools) -> Reply:
    def act(award: AwardRow) -> Sequence[AwardChange]:
        if verb is not Verb.DISPUTE:
            require_decider(award.badge, asked, tools)
        elif not asked.known.teams and not _is_own(award, asked, tools):
            raise ForbiddenError("you can dispute your own awards; others are for maintainers")
        return tools.recorder.decide(
            tools.session,
            verb,
            [award.id],
            by=asked.actor,
            now=tools.now,
            reason=request.reason or None,
        )

    return decide_each(request, asked, tools, act)


def _is_own(award: AwardRow, asked: Asked, tools: Tools) -> bool:
    return person_of(tools.session, asked.actor.id) == award.person_id
