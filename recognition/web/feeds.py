"""Give awards to programs: feeds of what is new, and what a person's page says as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, jsonify, request

from recognition.kernel.errors import NotFoundError
from recognition.kernel.web import web
from recognition.render.feeds import (
    ATOM_TYPE,
    JSON_TYPE,
    Entry,
    Feed,
    atom,
    json_feed,
    moment,
)
from recognition.render.palette import Standing
from recognition.service.news import NewsPage, newest
from recognition.service.profile import profile_of
from recognition.service.visible import public_person
from recognition.web.base import ask_again, bp, pages

if TYPE_CHECKING:
    from recognition.render.deeds import Deed
    from recognition.service.news import News
    from recognition.service.profile import Holding, Profile
    from recognition.service.steps import Step

NOBODY = "Nobody of this name shows badges here."
UNKNOWN_PLACE = "There is no award of this id to go on from."
NOTHING_YET = "The badges and certifications that were given, the newest first."


@bp.get("/feed.atom")
def feed_atom() -> Response:
    """Tell feed readers of everybody's awards."""
    return _as_atom(_everybody())


@bp.get("/feed.json")
def feed_json() -> Response:
    """Tell the same as a JSON feed."""
    return _as_json(_everybody())


@bp.get("/u/<login>/feed.atom")
def person_atom(login: str) -> Response:
    """Tell feed readers of one person's awards."""
    return _as_atom(_person(login))


@bp.get("/u/<login>/feed.json")
def person_feed(login: str) -> Response:
    """Tell the same as a JSON feed."""
    return _as_json(_person(login))


@bp.get("/u/<login>.json")
def profile_json(login: str) -> Response:
    """Give programs what a person's page says."""
    with web().database.reading() as session:
        found = profile_of(session, login, catalog=pages().catalog, now=web().clock.now())
    if found is None:
        raise NotFoundError(NOBODY)
    return ask_again(jsonify(_profile(found)))


def _everybody() -> Feed:
    addresses = pages().addresses
    with web().database.reading() as session:
        page = _page(session, person_id=None)
    return Feed(
        id=addresses.tag("awards"),
        title="Meshery Recognition",
        subtitle=NOTHING_YET,
        page=addresses.home(),
        atom=addresses.feed(kind="atom"),
        json=addresses.feed(kind="json"),
        entries=tuple(map(_entry, page.news)),
        older=_older(page),
    )


def _person(login: str) -> Feed:
    addresses = pages().addresses
    with web().database.reading() as session:
        person = public_person(session, login)
        if person is None:
            raise NotFoundError(NOBODY)
        page = _page(session, person_id=person.id)
    return Feed(
        id=addresses.tag(f"person/{person.id}"),
        title=f"Badges of {person.login}",
        subtitle=NOTHING_YET,
        page=addresses.profile(person.login),
        atom=addresses.person_feed(person.login, kind="atom"),
        json=addresses.person_feed(person.login, kind="json"),
        entries=tuple(map(_entry, page.news)),
        older=_older(page),
    )


def _page(session: Any, *, person_id: int | None) -> NewsPage:
    page = newest(
        session,
        catalog=pages().catalog,
        now=web().clock.now(),
        person_id=person_id,
        before=request.args.get("before"),
    )
    if page is None:
        raise NotFoundError(UNKNOWN_PLACE)
    return page


def _older(page: NewsPage) -> str:
    return f"before={page.news[-1].holding.award.id}" if page.older else ""


def _entry(news: News) -> Entry:
    addresses, holding = pages().addresses, news.holding
    award = holding.award
    return Entry(
        id=addresses.tag(f"award/{award.id}"),
        title=f"{news.login} earned {holding.full_name}",
        summary=_summary(holding),
        url=addresses.verify(award.id),
        image=addresses.art(award.id),
        author=(news.login, addresses.profile(news.login)),
        published=news.given_at,
        updated=news.updated_at,
        about={"login": news.login, **_award(holding)},
    )


def _summary(holding: Holding) -> str:
    said = [holding.badge.description] if holding.badge and holding.badge.description else []
    if holding.expires_at is not None:
        ended = holding.standing is Standing.EXPIRED
        said.append(f"{'Expired on' if ended else 'Valid until'} {holding.expires_at:%Y-%m-%d}.")
    return " ".join(said) or holding.full_name


def _award(holding: Holding) -> dict[str, Any]:
    """Give what every form says of an award; see docs/json.md."""
    addresses, award, badge = pages().addresses, holding.award, holding.badge
    return {
        "id": award.id,
        "badge": award.badge,
        "name": holding.name,
        "category": None if badge is None else str(badge.category),
        "tier": award.tier,
        "standing": str(holding.standing),
        "earned_at": moment(award.earned_at),
        "expires_at": None if holding.expires_at is None else moment(holding.expires_at),
        "verify_url": addresses.verify(award.id),
        "badge_url": None if badge is None else addresses.badge(badge.id),
        "image_url": addresses.art(award.id),
    }


def _profile(profile: Profile) -> dict[str, Any]:
    addresses = pages().addresses
    return {
        "login": profile.login,
        "profile_url": addresses.profile(profile.login),
        "feed_url": addresses.person_feed(profile.login, kind="atom"),
        "awards": [
            {
                **_award(holding),
                "shield_url": addresses.shield(profile.login, holding.award.badge),
                "evidence": [_deed(deed) for deed in holding.deeds],
                "evidence_total": len(holding.award.evidence),
            }
            for holding in profile.holdings
        ],
        "next": [_step(step) for step in profile.steps],
    }


def _deed(deed: Deed) -> dict[str, Any]:
    url = f"{pages().addresses.public_url}{deed.url}" if deed.url.startswith("/") else deed.url
    return {"what": deed.what, "place": deed.place, "url": url or None, "at": moment(deed.at)}


def _step(step: Step) -> dict[str, Any]:
    return {
        "badge": step.badge.id,
        "tier": step.tier,
        "name": step.name,
        "done": step.done,
        "of": step.of,
        "missing": step.missing,
    }


def _as_atom(feed: Feed) -> Response:
    return _feed(Response(atom(feed), mimetype=ATOM_TYPE), feed)


def _as_json(feed: Feed) -> Response:
    response = jsonify(json_feed(feed))
    response.mimetype = JSON_TYPE
    return _feed(response, feed)


def _feed(response: Response, feed: Feed) -> Response:
    response.last_modified = feed.updated
    return ask_again(response)
