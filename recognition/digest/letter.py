"""Write the digest as a letter: the same content, to be read where no box can be ticked."""

from __future__ import annotations

from collections.abc import Sequence

from recognition.digest.content import Digest, DigestItem, Standing
from recognition.digest.editions import in_words
from recognition.digest.page import counts, evidence, within
from recognition.render.markdown import escape, link

ROOM = 5_000
"""Characters of each list; a mailbox takes more, a chat less, and no reader that much."""


def letter(digest: Digest) -> str:
    """Write the letter in Markdown; its first block is the title."""
    parts = [f"# {digest.edition.title}", counts(digest)]
    parts.append(f"What people earned in {in_words(digest.edition.period)}.")
    for standing, title in (
        (Standing.WAITING, "To review"),
        (Standing.HELD, "Held back"),
        (Standing.DISPUTED, "Disputed"),
        (Standing.CLOSED, "Decided"),
    ):
        lines = [_item(item) for item in digest.standing(standing)]
        if standing is Standing.CLOSED:
            lines += [
                f"- {escape(line.login)}, {link(line.badge, line.verify_url)}: "
                f"{escape(line.outcome)}"
                for line in digest.decisions
            ]
        parts += _section(title, lines)
    parts += _section("What went wrong", [f"- {escape(line)}" for line in digest.failures])
    if digest.quiet_awards:
        parts.append(f"{digest.quiet_awards} awards were counted from history, quietly.")
    parts += _section(
        "Certifications that end soon",
        [
            f"- {escape(line.login)}, {link(line.badge, line.verify_url)}: on {line.ends_on}, "
            f"in {line.days} days"
            for line in digest.endings
        ],
    )
    granted = [
        f"- {escape(line.login)}: {link(line.badge, line.verify_url)}" for line in digest.granted
    ]
    parts += _section("Granted by rule", granted)
    parts += _section("Health of the system", [f"- {escape(line)}" for line in digest.health])
    return "\n\n".join(parts)


def _section(title: str, lines: Sequence[str]) -> list[str]:
    if not lines:
        return []
    kept = within(ROOM, lines)
    if more := len(lines) - len(kept):
        kept.append(f"- and {more} more")
    return [f"## {title}\n\n" + "\n".join(kept)]


def _item(item: DigestItem) -> str:
    who = f"- **{item.number}** {link(item.login, item.profile_url)}, {escape(item.badge)}"
    about = [
        *(f"look twice: {escape(flag)}" for flag in item.flags),
        escape(item.outcome),
        f"waits: {item.waited}" if item.waited else "",
        escape(item.votes),
        # What is decided needs no second look.
        evidence(item.evidence) if item.standing is not Standing.CLOSED else "",
    ]
    return f"{who}: " + " · ".join(word for word in about if word)
