"""Make digests for tests of their words: everything has a value, and a test names what matters."""

from __future__ import annotations

from dataclasses import replace

from recognition.digest import Digest, DigestItem, Edition, body
from tests.good_markdown import check_good_markdown

HOME = "https://recognition.example"

ITEM = DigestItem(
    number=1,
    award_id="a" * 16,
    login="octocat",
    profile_url=f"{HOME}/u/octocat",
    badge="Meshery Operator",
    evidence=(
        ("meshery/meshery-operator#1", "https://github.com/meshery/meshery-operator/pull/1"),
    ),
    waited="new",
)
EMPTY = Digest(edition=Edition(period="2026-W47"))


def written(*items: DigestItem, **more: object) -> str:
    """Write a digest, checked to be a comment that may be posted."""
    text = body(replace(EMPTY, items=items, **more))  # type: ignore[arg-type]  # fields by name
    check_good_markdown(text)
    return text


def items(count: int, **changes: object) -> tuple[DigestItem, ...]:
    """Make items that differ in their numbers and awards."""
    return tuple(
        replace(ITEM, number=n, award_id=f"award-{n}", **changes)  # type: ignore[arg-type]  # fields by name
        for n in range(1, count + 1)
    )


def tick(text: str, token: str) -> str:
    """Tick a box as GitHub does."""
    box = f"[ ] <!-- recognition:approve:{token} -->"
    assert box in text
    return text.replace(box, box.replace("[ ]", "[x]"))
