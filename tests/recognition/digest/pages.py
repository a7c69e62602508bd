"""Make digests for tests of their words: everything has a value, and a test names what matters."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from recognition.digest import (
    DecisionLine,
    Digest,
    DigestItem,
    Edition,
    GrantedLine,
    Standing,
    body,
)
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


LONG = st.sampled_from(["x", "|" * 40, "`" * 200, "@a " * 150, "*" * 500])


@st.composite
def digests(draw: st.DrawFn) -> Digest:
    """Make digests as large and ugly as they come."""
    count = draw(st.sampled_from([0, 1, 7, 60, 400]))
    words = draw(LONG)
    shown = [
        DigestItem(
            number=n,
            award_id=f"{n:016}",
            login=draw(LONG) if n == 1 else "octocat",
            profile_url=f"{HOME}/u/octocat",
            badge=words,
            evidence=tuple((words, "https://github.com/a/b/pull/1") for _ in range(9)),
            standing=list(Standing)[n % 4] if draw(st.booleans()) else Standing.WAITING,
            flags=(words,) * draw(st.integers(0, 4)),
            outcome=words,
        )
        for n in range(1, count + 1)
    ]
    many = draw(st.sampled_from([0, 3, 500]))
    line = DecisionLine(login="ann", badge=words, verify_url=f"{HOME}/v/x", outcome=words)
    granted = GrantedLine(login="ann", badge=words, verify_url=f"{HOME}/v/x")
    return replace(
        EMPTY,
        items=tuple(shown),
        granted=(granted,) * many,
        decisions=(line,) * many,
        failures=(words,) * many,
        health=(words,) * many,
    )
