"""`/badges`: what somebody holds, with a snippet for a README."""

from __future__ import annotations

import re

from recognition.kernel.errors import UserError
from recognition.render import comments
from recognition.service.persons import person_of
from recognition.service.profile import held_awards
from recognition.service.showing import badge_line
from recognition.service.visible import public_person
from recognition.store import AccountRow
from webhooks.commands.contract import Asked, Reply, Tools, command

LOGIN = re.compile(r"@?([A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38})")


@command(
    "badges",
    usage=("/badges", "/badges LOGIN"),
    purpose="Show the badges you or somebody else holds",
    example="/badges octocat",
)
def badges(asked: Asked, tools: Tools) -> Reply:
    """Answer with the badges of the asker, or of the login that was named."""
    login = asked.actor.login
    if asked.command.args:
        named = LOGIN.fullmatch(asked.command.args[0])
        if named is None:
            raise UserError("that is not a GitHub login; try /badges octocat")
        login = named.group(1)
        person = public_person(tools.session, login)
    else:
        person = tools.session.get(AccountRow, person_of(tools.session, asked.actor.id))
    # Somebody unknown and somebody who opted out hold the same: nothing to show.
    if person is not None and person.opted_out:
        person = None
    if person is not None:
        login = person.login
    held = [
        badge_line(
            tools.session, award, login=login, catalog=tools.catalog, addresses=tools.addresses
        )
        for award in (held_awards(tools.session, person.id, tools.catalog) if person else ())
    ]
    body = comments.badges(
        login=login,
        profile_url=tools.addresses.profile(login),
        held=held,
        asker_is_holder=login.lower() == asked.actor.login.lower(),
    )
    return Reply(purpose="badges", body=body)
