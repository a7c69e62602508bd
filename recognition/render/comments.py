"""The words of every comment the App posts, made from values; nothing here asks or decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from recognition.render.markdown import (
    bar,
    code,
    details,
    escape,
    fit,
    image,
    link,
    mention,
    table,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeLine:
    """One badge somebody holds.

    Attributes:
        name: The badge's name, its tier included.
        why: What it was earned with, in words.
        evidence: Label and address of each deed behind it.
        shield_url: The small image.
        verify_url: The page that says whether it is true.
        earned_at: When.
    """

    name: str
    why: str
    evidence: tuple[tuple[str, str], ...]
    shield_url: str
    verify_url: str
    earned_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressLine:
    """The way to the next badge or tier.

    Attributes:
        name: The badge's name, its tier included.
        done: How much there is of what is furthest from enough.
        of: How much it takes.
        missing: What is missing, in words.
        url: The page that says what counted and what did not.
    """

    name: str
    done: int
    of: int
    missing: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandLine:
    """One command as the help shows it, with every form it can be typed in."""

    usage: tuple[str, ...]
    purpose: str
    who: str
    example: str


def day(moment: datetime) -> str:
    """Write a day the way that reads the same everywhere."""
    return f"{moment:%Y-%m-%d}"


def badges(*, login: str, profile_url: str, held: list[BadgeLine], asker_is_holder: bool) -> str:
    """Answer `/badges`: what somebody holds, and how to show it."""
    if not held:
        hint = f" {code('/progress')} shows what is near." if asker_is_holder else ""
        return f"**{code(login)}** holds no badges yet.{hint}"
    count = f"{len(held)} badge{'s' if len(held) != 1 else ''}"
    images = " ".join(
        f"[{image(f'{line.name}, earned {day(line.earned_at)}', line.shield_url)}]"
        f"({line.verify_url})"
        for line in held
    )
    snippet = "\n".join(
        f"    [{image(line.name, line.shield_url)}]({line.verify_url})" for line in held
    )
    return fit(
        f"**{code(login)}** · {count} · [profile]({profile_url})\n\n{images}\n\n"
        f"{details('Show them in a README', snippet_block(snippet))}"
    )


def snippet_block(snippet: str) -> str:
    """Show Markdown as text to be copied."""
    lines = [line.removeprefix("    ") for line in snippet.splitlines()]
    return "```markdown\n" + "\n".join(lines) + "\n```"


def progress(*, login: str, lines: list[ProgressLine], counted_at: datetime, why_url: str) -> str:
    """Answer `/progress`: the next badges and what is missing for each."""
    if not lines:
        return f"{mention(login)}, you hold everything that can be counted. Thank you."
    rows = [
        (
            link(line.name, line.url),
            f"{bar(line.done, line.of)} {line.done}/{line.of}",
            escape(line.missing),
        )
        for line in lines
    ]
    return fit(
        f"**What is next for** {mention(login)}\n\n"
        f"{table(('Next badge', 'Progress', 'Missing'), rows)}\n\n"
        f"<sub>Counted until {counted_at:%Y-%m-%d %H:%M} UTC · [why]({why_url}) · "
        f"exams: {code('/certify')}</sub>"
    )


def award(*, login: str, lines: list[BadgeLine], profile_url: str) -> str:
    """Announce what somebody earned in one thread, all of it in one comment."""
    names = [f"**{escape(line.name)}**" for line in lines]
    joined = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    parts = []
    for line in lines:
        evidence = ", ".join(link(label, url) for label, url in line.evidence)
        parts.append(
            f"[{image(line.name, line.shield_url)}]({line.verify_url}) "
            f"{escape(line.why)}{': ' + evidence if evidence else ''} · "
            f"[verify]({line.verify_url})"
        )
    return fit(
        f"### 🎉 {mention(login)} earned {joined}\n\n"
        + "\n\n".join(parts)
        + f"\n\n<sub>[Profile and README snippets]({profile_url}) · "
        f"rather not? {code('/recognition mute')}</sub>"
    )


def command_help(commands: list[CommandLine], *, help_url: str) -> str:
    """Answer `/recognition help`: every command, made from the registry."""
    rows = [
        (", ".join(code(form) for form in line.usage), escape(line.purpose), escape(line.who))
        for line in commands
    ]
    return (
        f"{table(('Command', 'What it does', 'Who'), rows)}\n\n"
        f"<sub>One command a line, at the line's start; quotes and code do not count. "
        f"[More]({help_url})</sub>"
    )


def said(*, login: str, text: str) -> str:
    """Answer with one sentence that is ours already."""
    return f"{mention(login)}, {text}"


def refused(*, login: str, reason: str, command: str) -> str:
    """Tell somebody that a command was not carried out, and why."""
    return f"{mention(login)}, {code(command)} was not carried out: {escape(reason)}"


def failed(*, login: str, reference: str) -> str:
    """Tell somebody that we broke, with the word that finds the log line."""
    return (
        f"{mention(login)}, that did not work, and it is not your fault. It is tried again by "
        f"itself; if nothing comes of it, give the maintainers this reference: {code(reference)}."
    )
