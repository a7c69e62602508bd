"""Say which work of a person counts towards a badge, which does not and why, and what is next."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Response, make_response, render_template, request

from recognition.kernel.errors import NotFoundError
from recognition.kernel.web import web
from recognition.kernel.web.base import no_store
from recognition.service.explain import explanation_of, lines_of
from recognition.service.profile import held_tiers
from recognition.service.steps import next_steps
from recognition.service.visible import public_person
from recognition.web.base import bp, find_badge, pages
from recognition.web.people_pages import criteria_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recognition.rules.explain import Explanation, Judged
    from recognition.service.explain import Line

A_PAGE = 50
"""Facts on one page: somebody may have thousands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page of the facts that count, or of those that do not.

    Attributes:
        shown: `counted` or `other`.
        totals: How many there are of each.
        facts: Those on this page, the newest first.
        number: Which page this is, from 1.
        last: The last one.
    """

    shown: str
    totals: dict[str, int]
    facts: tuple[Judged, ...]
    number: int
    last: int


@bp.get("/u/<login>/explain")
def explain_person(login: str) -> Response:
    """Show how far a person is with every badge that can be earned next."""
    with web().database.reading() as session:
        person = public_person(session, login)
        if person is None:
            return _nobody()
        steps = next_steps(session, person.id, pages().catalog, now=web().clock.now())
        held = held_tiers(session, person.id, pages().catalog)
    return make_response(
        render_template(
            "recognition/explain_person.html",
            login=person.login,
            steps=steps,
            held=[(pages().catalog.badges[badge], tier) for badge, tier in held.items()],
        )
    )


@bp.get("/u/<login>/explain/<badge>")
def explain_badge(login: str, badge: str) -> Response:
    """Show which facts count towards a badge, which do not and why, and how far it is."""
    found = find_badge(badge)
    with web().database.reading() as session:
        person = public_person(session, login)
        if person is None:
            return _nobody()
        explanation = explanation_of(session, person.id, found, now=web().clock.now())
        sheet = _sheet(explanation)
        lines = lines_of(session, sheet.facts)
        held = held_tiers(session, person.id, pages().catalog)
    return make_response(
        render_template(
            "recognition/explain_badge.html",
            login=person.login,
            badge=found,
            explanation=explanation,
            criteria=criteria_of(found),
            sheet=sheet,
            groups=_by_what_it_takes(lines),
            held=(held[found.id] or "held") if found.id in held else "",
            now=web().clock.now(),
            required=[pages().catalog.badges[name] for name in explanation.missing_badges],
        )
    )


def _sheet(explanation: Explanation) -> Sheet:
    counted = explanation.counted
    other = tuple(one for one in explanation.facts if not one.is_counted)
    shown = request.args.get("show", "counted" if counted or not other else "other")
    by_name = {"counted": counted, "other": other}
    if shown not in by_name:
        raise NotFoundError("There is no such list.")
    facts: Sequence[Judged] = by_name[shown][::-1]
    last = max(1, -(-len(facts) // A_PAGE))
    number = min(max(request.args.get("page", 1, type=int), 1), last)
    return Sheet(
        shown=shown,
        totals={name: len(some) for name, some in by_name.items()},
        facts=tuple(facts[(number - 1) * A_PAGE : number * A_PAGE]),
        number=number,
        last=last,
    )


def _by_what_it_takes(lines: Sequence[Line]) -> dict[str, list[Line]]:
    """Put together what does not count for the same reason; what counts has none."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.takes, []).append(line)
    return groups


def _nobody() -> Response:
    page = render_template("recognition/nobody.html")
    return no_store(make_response(page, HTTPStatus.NOT_FOUND))
