"""Show a whole catalog on one page: each badge drawn, with its rule in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from recognition.render.art import TEMPLATES, badge_art
from recognition.render.criteria import criteria, granting
from recognition.render.xml import escape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recognition.catalog import Catalog
    from recognition.render.art import Template
    from recognition.rules.badge import Badge

STYLE: Final = """
body{font:15px/1.45 system-ui,sans-serif;margin:2rem;color:#252e31;background:#fff}
h2{margin-top:2.5rem;border-bottom:2px solid #00b39f}
ul{list-style:none;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(24rem,1fr));
gap:1.5rem}
li{display:grid;grid-template-columns:8rem 1fr;gap:1rem}
li svg{width:8rem;height:auto}
h3{margin:0}
p{margin:.25rem 0}
code,.small{color:#5a6870;font-size:.85rem}
.hold svg,.retired svg{opacity:.55}
"""


def contact_sheet(catalog: Catalog, *, emblems: Mapping[str, str] | None = None) -> str:
    """Write the page: one section a category, in it every badge, also those on hold.

    Args:
        catalog: The badges.
        emblems: Drawings by name; those of the program by default.

    Returns:
        An HTML document that needs no other file.
    """
    names = {badge.id: badge.name for badge in catalog.badges.values()}
    shelves: dict[str, list[str]] = {}
    for badge in sorted(catalog.badges.values(), key=lambda one: (one.category, one.name)):
        shelves.setdefault(badge.category, []).append(_entry(badge, names, emblems))
    sections = "".join(
        f"<section><h2>{category.capitalize()} · {len(entries)}</h2><ul>{''.join(entries)}</ul>"
        "</section>\n"
        for category, entries in shelves.items()
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{len(names)} badges</title><style>{STYLE}</style></head>\n"
        f"<body><h1>{len(names)} badges</h1>\n{sections}</body></html>\n"
    )


def _entry(badge: Badge, names: Mapping[str, str], emblems: Mapping[str, str] | None) -> str:
    drawn = badge_art(
        badge.name,
        template=template_of(badge),
        emblem=str(badge.art.get("emblem", "")),
        tier=badge.tiers[-1] if badge.tiers else None,
        id_suffix=f"-{badge.id}",
        emblems=emblems,
    )
    rule = " ".join([*criteria(badge, names=names), *granting(badge)])
    signals = ", ".join(sorted(badge.signals))
    also = f" · also {', '.join(badge.aliases)}" if badge.aliases else ""
    return (
        f'<li id="{badge.id}" class="{badge.status}">{drawn}<div><h3>{escape(badge.name)}</h3>'
        f"<p>{escape(badge.description)}</p><p class=small>{escape(rule)}</p>"
        f"<p><code>{badge.id}</code> <span class=small>{badge.status} · {signals}{also}</span></p>"
        "</div></li>\n"
    )


def template_of(badge: Badge | None) -> Template:
    """Give the silhouette a badge names; round where it names none that is known."""
    named = badge.art.get("template") if badge is not None else None
    return next((template for template in TEMPLATES if template == named), "round")
