"""Show who works on what, newcomers first, in a way that nothing is won by piling up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Response, jsonify, make_response, render_template, request

from recognition.kernel.errors import NotFoundError
from recognition.kernel.web import web
from recognition.leaderboard import EVERYWHERE, Period
from recognition.render.feeds import moment
from recognition.rules.wording import noun
from recognition.web.base import ask_again, bp, pages

if TYPE_CHECKING:
    from recognition.service.leaderboard import Board, Row

PERIODS = {
    Period.WEEK: "7 days",
    Period.MONTH: "30 days",
    Period.QUARTER: "90 days",
    Period.YEAR: "12 months",
    Period.ALL: "all time",
}
"""What each period is called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of the tables that can be asked for."""

    label: str
    period: str
    domain: str
    chosen: bool


@bp.get("/leaderboard")
def leaderboard() -> Response:
    """Show the table of a period and a domain."""
    board = _board()
    return make_response(
        render_template(
            "recognition/leaderboard.html",
            board=board,
            periods=[
                Choice(label=label, period=one, domain=board.domain, chosen=one is board.period)
                for one, label in PERIODS.items()
            ],
            domains=[
                Choice(label=label, period=board.period, domain=one, chosen=one == board.domain)
                for one, label in _domains().items()
            ],
            period_words=PERIODS[board.period],
            domain_words=_domains()[board.domain],
            kinds_of=kinds_of,
        )
    )


@bp.get("/leaderboard.json")
def leaderboard_json() -> Response:
    """Give programs the same table."""
    board = _board()
    told = jsonify(
        period=board.period,
        domain=board.domain or None,
        counted_at=moment(board.counted_at),
        people=board.people,
        newcomers=[_row(row) for row in board.newcomers],
        rows=[_row(row) for row in board.rows],
    )
    return ask_again(told)


def kinds_of(row: Row) -> str:
    """Say what somebody did, without how much of it."""
    said = ", ".join(noun({kind}, 2) for kind in row.place.kinds)
    return f"{said[:1].upper()}{said[1:]}"


def _board() -> Board:
    domain = request.args.get("domain", EVERYWHERE)
    asked = request.args.get("period", Period.MONTH)
    if domain not in _domains() or asked not in list(Period):
        raise NotFoundError("There is no such leaderboard.")
    with web().database.reading() as session:
        return pages().leaderboards.board(
            session, period=Period(asked), domain=domain, now=web().clock.now()
        )


def _domains() -> dict[str, str]:
    """Give every domain with its name, the one that holds all first."""
    known = pages().catalog.terms.domains.domains
    return {EVERYWHERE: "Everything", **{domain.id: domain.name for domain in known}}


def _row(row: Row) -> dict[str, Any]:
    return {
        "rank": row.place.rank,
        "login": row.login,
        "profile_url": pages().addresses.profile(row.login),
        "days": row.place.days,
        "kinds": list(row.place.kinds),
    }
