"""Show what this is, which badges there are, and what each of them takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, make_response, render_template, request

from recognition.catalog import Category
from recognition.kernel.web import web
from recognition.render.criteria import in_short
from recognition.service.profile import holders
from recognition.web.base import art_of, bp, find_badge, image, pages
from recognition.web.people_pages import criteria_of

if TYPE_CHECKING:
    from recognition.catalog import Badge

SHELVES = (
    (
        Category.CERTIFICATION,
        "Certifications",
        "Earned by passing exams; anybody can verify them.",
    ),
    (Category.PROJECT, "Projects", "For steady work on one project."),
    (Category.ACHIEVEMENT, "Achievements", "For a way of working."),
    (Category.COMMUNITY, "Community", "For helping other people."),
    (Category.SPECIAL, "Special", "For seasons and roles."),
)
"""How the badges are arranged: category, title, what it is for."""


@bp.get("/")
def home() -> str:
    """Say what this is, and show every badge that can be earned."""
    catalog = pages().catalog
    shelves = [
        (title, purpose, [_entry(badge) for badge in catalog.active if badge.category is category])
        for category, title, purpose in SHELVES
    ]
    return render_template(
        "recognition/home.html",
        shelves=[shelf for shelf in shelves if shelf[2]],
        poster=next((badge for badge in catalog.active if catalog.is_track(badge.id)), None),
    )


@bp.get("/achievements/<badge>")
def achievement(badge: str) -> Response:
    """Say what a badge takes, in words and as it is written."""
    found = find_badge(badge)
    with web().database.reading() as session:
        number = holders(session).get(found.id, 0)
    where = found.written.get("where") or {}
    is_open = found.is_active and "exam.passed" in found.rule.kinds
    exams = where.get("exam", []) if is_open else []
    return make_response(
        render_template(
            "recognition/achievement.html",
            badge=found,
            criteria=criteria_of(found),
            exams=[exams] if isinstance(exams, str) else exams,
            holders=number,
            text=found.text,
        )
    )


@bp.get("/achievements/<badge>.svg")
def badge_picture(badge: str) -> Response:
    """Draw a badge, in the tier that is asked for."""
    found = find_badge(badge)
    tier = request.args.get("tier")
    return image(art_of(found, name=found.name, tier=tier if tier in found.tiers else None))


def _entry(badge: Badge) -> tuple[Badge, str]:
    """Give a badge and its rule in short."""
    return badge, in_short(badge)
