"""Write news as an Atom feed (RFC 4287) and as a JSON feed (jsonfeed.org, version 1.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from recognition.render.xml import escape, legal

ATOM_TYPE: Final = "application/atom+xml"
JSON_TYPE: Final = "application/feed+json"

NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed without entries has changed: both formats want a moment, and it must not move."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One piece of news.

    Attributes:
        id: A `tag:` address (RFC 4151) that stays the same for ever.
        url: The page about it.
        image: A picture of it.
        author: Whose news it is, and their page.
        published: When it became news.
        updated: When what it says has changed last.
        about: The same for programs, as JSON values.
    """

    id: str
    title: str
    summary: str
    url: str
    image: str
    author: tuple[str, str]
    published: datetime
    updated: datetime
    about: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """News, the newest first.

    Attributes:
        id: As that of an entry.
        page: The page for people.
        atom: Where it stands as Atom.
        json: Where it stands as JSON.
        older: The query that leads to older news, such as `before=x`; empty where there is none.
    """

    id: str
    title: str
    subtitle: str
    page: str
    atom: str
    json: str
    entries: tuple[Entry, ...]
    older: str = ""

    @property
    def updated(self) -> datetime:
        """Give the moment of the newest change."""
        return max((entry.updated for entry in self.entries), default=NEVER)


def moment(value: datetime) -> str:
    """Write a moment as RFC 3339 wants it, in UTC."""
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def atom(feed: Feed) -> str:
    """Write the feed as Atom."""
    links = [
        _link("alternate", feed.page, "text/html"),
        _link("self", feed.atom, ATOM_TYPE),
        *([_link("next", f"{feed.atom}?{feed.older}", ATOM_TYPE)] if feed.older else []),
    ]
    return "\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
            _element("id", feed.id),
            _element("title", feed.title),
            _element("subtitle", feed.subtitle),
            _element("updated", moment(feed.updated)),
            *links,
            *(_entry(entry) for entry in feed.entries),
            "</feed>",
            "",
        ]
    )


def json_feed(feed: Feed) -> dict[str, Any]:
    """Give the feed as a JSON feed; `_award` of an item is ours."""
    told: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.subtitle,
        "home_page_url": feed.page,
        "feed_url": feed.json,
        "language": "en",
    }
    if feed.older:
        told["next_url"] = f"{feed.json}?{feed.older}"
    told["items"] = [
        {
            "id": entry.id,
            "url": entry.url,
            "title": entry.title,
            "content_text": entry.summary,
            "image": entry.image,
            "date_published": moment(entry.published),
            "date_modified": moment(entry.updated),
            "authors": [{"name": entry.author[0], "url": entry.author[1]}],
            "_award": dict(entry.about),
        }
        for entry in feed.entries
    ]
    return told


def _entry(entry: Entry) -> str:
    name, page = entry.author
    return "\n".join(
        [
            "<entry>",
            _element("id", entry.id),
            _element("title", entry.title),
            _element("published", moment(entry.published)),
            _element("updated", moment(entry.updated)),
            f"<author>{_element('name', name)}{_element('uri', page)}</author>",
            _link("alternate", entry.url, "text/html"),
            _link("enclosure", entry.image, "image/svg+xml"),
            _element("summary", entry.summary),
            "</entry>",
        ]
    )


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(legal(text))}</{name}>"


def _link(relation: str, address: str, media_type: str) -> str:
    return f'<link rel="{relation}" type="{media_type}" href="{escape(legal(address))}"/>'
