"""Read what a maintainer asks for with `/award`, and write it as it is read.

/award approve all except 2         /award approve 1 3-5
/award reject 2 reason="…"          /award hold 2 until the exams are there
/award revoke @octocat meshery gold reason="…"
/award grant @octocat @hubot mentor reason="…"
/award explain 2                    /award dispute meshery reason="…"
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from recognition.kernel.errors import UserError
from recognition.kernel.findings import suggestion
from recognition.render.markdown import plain
from webhooks.grammar import MAX_WORDS, Command

MAX_NUMBERS = 200
"""Numbers of one command; a digest shows fewer."""

MAX_LOGINS = 20
"""People of one command; each is looked up on GitHub."""

MAX_WORD_SHOWN = 40
"""Characters of a word that an answer repeats: somebody may have pasted a whole page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """Awards of a digest, by their numbers: each once, in the order in which they were named."""

    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything:
    """Whatever waits in a digest and is not held back, but for these numbers."""

    but: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Awards:
    """Awards by their ids, as they stand in the address of a verify page."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Badges:
    """A badge of people.

    Attributes:
        logins: Whose, without the `@`; empty = the asker's own.
        badge: Its id or an alias, in lower case.
        tier: `None` where none was named.
    """

    logins: tuple[str, ...]
    badge: str
    tier: str | None = None


Target: TypeAlias = Numbers | Everything | Awards | Badges


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How a verb is followed.

    Attributes:
        example: One line that works, shown in every refusal.
        takes: The forms of the target.
        talks: Whether plain words behind numbers and ids are the reason.
        own: Whether a badge without a login is the asker's own.
    """

    example: str
    takes: tuple[type[Target], ...]
    talks: bool = True
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is to be done to what, and why.

    Attributes:
        verb: In lower case.
        reason: One line of visible characters; empty where none was given.
    """

    verb: str
    target: Target
    reason: str = ""


def read_request(command: Command, wording: Wording) -> Request:
    """Read the words behind `/award VERB`.

    Raises:
        UserError: They cannot be read; the message has a line that works.
    """
    verb, *words = command.args
    verb = verb.lower()

    def refuse(said: str) -> UserError:
        return UserError(f"{said}; try {wording.example}")

    if len(words) >= MAX_WORDS - 1:
        # What the grammar did not read would be left out without a word.
        raise refuse("that is too long for one command")
    for name in command.options:
        if name != "reason":
            near = suggestion(name, ("reason",))
            raise refuse(f"there is no option {shown(name)}{near}")
    target, rest = _target(words, wording, refuse)
    talks = wording.talks and not isinstance(target, Badges) and "reason" not in command.options
    if rest and not talks:
        raise refuse(f"'{shown(rest[0])}' is one word too many")
    reason = plain(command.options.get("reason", " ".join(rest)))
    return Request(verb=verb, target=target, reason=reason)


def write_request(request: Request) -> Command:
    """Give the command that reads as this request."""
    match request.target:
        case Numbers(numbers=numbers):
            words = [spans(numbers)]
        case Everything(but=but):
            words = ["all", "except", spans(but)] if but else ["all"]
        case Awards(ids=ids):
            words = list(ids)
        case Badges() as badges:
            words = [f"@{login}" for login in badges.logins]
            words += [badges.badge] + ([badges.tier] if badges.tier else [])
    options = {"reason": request.reason} if request.reason else {}
    return Command(verb="award", args=(request.verb, *words), options=options)


def spans(numbers: Iterable[int]) -> str:
    """Write numbers in their order, neighbours as a span: `1,3-5`."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return ",".join(f"{part[0]}-{part[-1]}" if len(part) > 1 else str(part[0]) for part in parts)


def logins_in(words: Sequence[str]) -> tuple[str, ...]:
    """Give the logins that stand at the beginning of the words, each once."""
    found: dict[str, str] = {}
    for word in words:
        login = LOGIN.fullmatch(word)
        if login is None:
            break
        found.setdefault(login[1].lower(), login[1])
    return tuple(found.values())


def shown(word: str) -> str:
    """Cut a word that somebody typed to what an answer can repeat."""
    return word if len(word) <= MAX_WORD_SHOWN else word[: MAX_WORD_SHOWN - 1] + "…"


LOGIN = re.compile(r"@([A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38}(?:\[bot\])?)")

_AWARD_ID = re.compile(r"[a-z2-7]{16}")
_NUMBER = re.compile(r"#?(\d{1,4})(?:[-–](\d{1,4}))?", re.ASCII)
_BADGE = re.compile(r"[a-z0-9](?:[a-z0-9]|-(?=[a-z0-9])){0,63}")
_AND = frozenset({"and", "&", "+"})
_EXCEPT = frozenset({"except", "but", "without"})

Refuse: TypeAlias = Callable[[str], UserError]


def _target(words: list[str], wording: Wording, refuse: Refuse) -> tuple[Target, list[str]]:
    """Read the target, and give the words behind it."""
    first = words[0].lower() if words else ""
    if not first:
        raise refuse("say which")
    if Numbers in wording.takes and _are_numbers(first):
        numbers, rest = _numbers(words, refuse)
        return Numbers(numbers=numbers), rest
    if Everything in wording.takes and first == "all":
        if len(words) == 1 or words[1].lower() not in _EXCEPT:
            return Everything(), words[1:]
        numbers, rest = _numbers(words[2:], refuse)
        if not numbers:
            raise refuse("say which ones to leave out")
        return Everything(but=numbers), rest
    if Awards in wording.takes and _AWARD_ID.fullmatch(first):
        ids = [word.lower() for word in words]
        count = next((n for n, one in enumerate(ids) if not _AWARD_ID.fullmatch(one)), len(ids))
        return Awards(ids=tuple(dict.fromkeys(ids[:count]))), words[count:]
    if Badges in wording.takes and (wording.own or LOGIN.fullmatch(first)):
        return _badges(words, refuse)
    raise refuse(f"'{shown(words[0])}' is not a number of the digest")


def _are_numbers(word: str) -> bool:
    parts = [part for part in word.split(",") if part]
    return bool(parts) and all(_NUMBER.fullmatch(part) for part in parts)


def _numbers(words: list[str], refuse: Refuse) -> tuple[tuple[int, ...], list[str]]:
    """Read numbers and spans; `and` between two of them is no reason."""
    numbers: list[int] = []
    place = 0
    while place < len(words):
        joins = words[place].lower() in _AND and place + 1 < len(words)
        word = words[place + 1] if joins else words[place]
        if not _are_numbers(word):
            break
        for part in filter(None, word.split(",")):
            numbers += _span(part, refuse)
        if len(numbers) > MAX_NUMBERS:
            raise refuse(f"{MAX_NUMBERS} numbers are the most for one command")
        place += 2 if joins else 1
    return tuple(dict.fromkeys(numbers)), words[place:]


def _span(part: str, refuse: Refuse) -> range:
    found = _NUMBER.fullmatch(part)
    assert found is not None, "only numbers get here"
    first = int(found[1])
    last = int(found[2]) if found[2] else first
    if last < first:
        raise refuse(f"{part} runs backwards")
    return range(first, last + 1)


def _badges(words: list[str], refuse: Refuse) -> tuple[Badges, list[str]]:
    logins = logins_in(words)
    named = next((n for n, word in enumerate(words) if not LOGIN.fullmatch(word)), len(words))
    if len(logins) > MAX_LOGINS:
        raise refuse(f"{MAX_LOGINS} people are the most for one command")
    if named == len(words):
        raise refuse("say which badge")
    badge, *rest = words[named:]
    if not _BADGE.fullmatch(badge.lower()):
        raise refuse(f"'{shown(badge)}' is not the id of a badge")
    tier = rest.pop(0).lower() if rest else None
    if tier is not None and not _BADGE.fullmatch(tier):
        raise refuse(f"'{shown(tier)}' is not a tier")
    return Badges(logins=logins, badge=badge.lower(), tier=tier), rest
