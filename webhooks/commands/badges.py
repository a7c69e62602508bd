"""`/badges`: what somebody holds, with a snippet for a README."""

from __future__ import annotations

import re

from recognition.kernel.errors import UserError
from recognition.render import comments
from recognition.service.profile import held_awards, person_by_login
from recognition.service.showing import badge_line
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
    login, person_id = asked.actor.login, int(asked.actor.id)
    if asked.command.args:
        named = LOGIN.fullmatch(asked.command.args[0])
        if named is None:
            raise UserError("that is not a GitHub login; try /badges octocat")
        login = named.group(1)
        person = person_by_login(tools.session, login)
        # Somebody unknown and somebody who opted out hold the same: nothing to show.
        person_id = person.id if person is not None and not person.opted_out else 0
    held = [
        badge_line(
            tools.session, award, login=login, catalog=tools.catalog, addresses=tools.addresses
        )
        for award in held_awards(tools.session, person_id, tools.catalog)
    ]
    body = comments.badges(
        login=login,
        profile_url=tools.addresses.profile(login),
        held=held,
        asker_is_holder=person_id == asked.actor.id,
    )
    return Reply(purpose="badges", body=body)
