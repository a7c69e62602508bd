"""Find the commands in a comment, and leave alone whatever only looks like one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import islice
from typing import TYPE_CHECKING

from webhooks.blocks import spoken_lines

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

VERBS = frozenset({"award", "badges", "certify", "progress", "recognition"})
"""Our verbs; a test compares them with the declared commands."""

FOREIGN_VERBS = frozenset({"process", "program", "reward", "verify"})
"""Verbs of other bots that look like a slip of one of ours; a guess would answer their users."""

MAX_COMMANDS = 5
"""So many commands of one comment are carried out; the rest is not looked at."""

MAX_LOOKED_AT = 100
"""So many lines of a command's form are looked at; more of them are a list or an attack."""

MAX_WORDS = 50
"""So many words of a command are read; no command of ours takes as many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One line that begins with a slash and a verb.

    Attributes:
        verb: In lower case, without the slash.
        args: The words after it as they were written, options left out.
        options: `name=value` and `name="two words"`; the last of one name counts.
        line: One-based, in the comment.
        known: Whether the verb is ours.
        meant: The verb of ours that an unknown one was probably meant to be; `None` means
            that it is none of our business.
    """

    verb: str
    args: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    line: int = 1
    known: bool = True
    meant: str | None = None


def parse_commands(comment: str) -> tuple[Command, ...]:
    """Give the first commands that ask something of us, at most `MAX_COMMANDS`.

    Those of unknown verbs are among them where one of ours was probably meant; they are to be
    answered with that suggestion.
    """
    ours = (command for command in slash_lines(comment) if command.known or command.meant)
    return tuple(islice(ours, MAX_COMMANDS))


def slash_lines(comment: str) -> Iterator[Command]:
    """Give every line that has a command's form, whoever it is for.

    A command begins in the first column, outside code, quotes, HTML and its comments. A path
    such as `/usr/bin` has no command's form. The time is linear in the comment's length.
    """
    lines = _LINE_END.split(comment)
    formed = {
        index: found for index, line in enumerate(lines) if (found := _COMMAND.fullmatch(line))
    }
    looked_at = list(islice(formed, MAX_LOOKED_AT))
    if not looked_at:
        return
    for index, _line in spoken_lines(lines, end=looked_at[-1] + 1):
        if found := formed.get(index):
            yield _command(found["verb"].lower(), found["rest"] or "", line=index + 1)


def render(command: Command) -> str:
    """Write a command as the line that parses to it."""
    words = [_quoted(word) for word in command.args]
    words += [f"{name}={_quoted(value)}" for name, value in command.options.items()]
    return " ".join(["/" + command.verb, *words])


def nearest_verb(verb: str, verbs: Collection[str] = VERBS) -> str | None:
    """Say which of our verbs somebody probably meant, or `None`.

    A verb of another bot is never taken for a slip of one of ours.
    """
    if verb in FOREIGN_VERBS:
        return None
    scored = ((_likeness(verb, ours), ours) for ours in sorted(verbs))
    likeness, nearest = max(scored, default=(0.0, ""))
    return nearest if likeness >= _LIKE_ENOUGH else None


_LIKE_ENOUGH = 0.75
_SAME_BEGINNING = 4
"""Words that begin alike (`/cert`, `/certification`) may differ more behind that."""
_LIKE_ENOUGH_BEHIND = 0.55

_LINE_END = re.compile(r"\r\n|\n|\r")

# The verb ends where the line or the word ends, so `/etc/hosts` and `/a.b` are no commands.
_COMMAND = re.compile(r"/(?P<verb>[A-Za-z][A-Za-z0-9-]{0,39})(?:\s(?P<rest>.*))?", re.DOTALL)

# Phones write typographic quotes; a backslash keeps the next character as it is.
_QUOTED = r'["“”](?P<{0}>(?:[^"“”\\]|\\.)*)["“”]'
_WORD = re.compile(
    r"(?:(?P<name>[A-Za-z][A-Za-z0-9_-]{0,39})=)?"
    rf"(?:{_QUOTED.format('quoted')}(?=\s|$)|(?P<plain>\S+))",
    re.DOTALL,
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def _command(verb: str, rest: str, *, line: int) -> Command:
    args: list[str] = []
    options: dict[str, str] = {}
    for word in islice(_WORD.finditer(rest), MAX_WORDS):
        quoted = word["quoted"]
        value = word["plain"] if quoted is None else _ESCAPED.sub(r"\1", quoted)
        if word["name"] is None:
            args.append(value)
        else:
            options[word["name"].lower()] = value
    known = verb in VERBS
    return Command(
        verb=verb,
        args=tuple(args),
        options=options,
        line=line,
        known=known,
        meant=None if known else nearest_verb(verb),
    )


def _quoted(word: str) -> str:
    if word and not re.search(r'[\s"“”=\\]', word):
        return word
    return '"' + re.sub(r'(["“”\\])', r"\\\1", word) + '"'


def _likeness(verb: str, ours: str) -> float:
    """Give 1 for the same word, and 0 for one that has nothing in common."""
    likeness = SequenceMatcher(a=verb, b=ours, autojunk=False).ratio()
    if verb[:_SAME_BEGINNING] == ours[:_SAME_BEGINNING] and likeness >= _LIKE_ENOUGH_BEHIND:
        return max(likeness, _LIKE_ENOUGH)
    return likeness
