"""`grant`: give an award by hand, also to people nobody has met here yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recognition.awards import award_id
from recognition.kernel.errors import NotFoundError, UserError
from recognition.render.markdown import code, escape
from recognition.service.grants import grant as give
from recognition.service.persons import person_of
from recognition.service.showing import award_name
from webhooks.commands.award.contract import Line, Result, verb
from webhooks.commands.award.deciding import refresh, reply, require_decider, take_down
from webhooks.commands.award.targets import badge_named, tier_named
from webhooks.commands.award.wording import Badges, Wording

if TYPE_CHECKING:
    from webhooks.commands.award.wording import Request
    from webhooks.commands.contract import Asked, Reply, Tools


@verb(
    "grant",
    usage=('/award grant @LOGIN… BADGE [TIER] reason="…"',),
    purpose="Give an award by hand; the reason is kept",
    wording=Wording(
        example='/award grant @octocat community-hero reason="helped for a year in the chat"',
        takes=(Badges,),
    ),
    looks_up=True,
)
def grant(request: Request, asked: Asked, tools: Tools) -> Reply:
    """Give a badge to everybody who is named, as far as it can be given."""
    assert isinstance(request.target, Badges), "the wording takes nothing else"
    badge = badge_named(request.target.badge, tools)
    tier = tier_named(badge, request.target.tier)
    require_decider(badge.id, asked, tools)
    what = escape(award_name(tools.catalog, badge.id, tier))
    result = Result()
    touched = []
    for login in request.target.logins:
        name = f"{code(login)}, {what}"
        try:
            account = asked.known.account(login)
            if account is None:
                raise NotFoundError("GitHub has no account of that login")
            with tools.session.begin_nested():
                changes = give(
                    tools.session,
                    [account],
                    badge.id,
                    tier=tier,
                    by=asked.actor,
                    catalog=tools.catalog,
                    now=tools.now,
                    reason=request.reason,
                )
                tools.recorder.announce(tools.session, changes, now=tools.now)
        except UserError as error:
            result.failed.append(Line(name=name, said=str(error)))
            continue
        own = award_id(person_of(tools.session, account.id), badge.id, tier)
        take_down(result, name, own, changes)
        touched += [change.award.id for change in changes]
    refresh(touched, asked, tools)
    return reply(result, asked, tools, is_shown=False)
