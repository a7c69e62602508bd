"""Read the rules of an exam from its front matter: time, attempts, waits, renewal, appeals."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import PurePath
from typing import TYPE_CHECKING

from exams.formats.academy_question import MAX_MARKS
from exams.policy import Policy, counted, duration_words

if TYPE_CHECKING:
    from exams.formats.fields import Fields

_DURATION = re.compile(r"(\d{1,5})\s*(m|h|d)", re.ASCII)
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_NO_LIMIT = ("", "infinite", "unlimited", "none")
_SHORTEST_MONTH = timedelta(days=28)

MAX_TIME_LIMIT_MINUTES = 7 * 24 * 60
MAX_ATTEMPTS = 1_000
MAX_APPEAL_DAYS = 365
MAX_COOL_DOWNS = 20

KEYS = {
    "pass_percentage": "passpercentage",
    "max_attempts": "maxattempts",
    "time_limit": "timelimit",
    "questions_per_attempt": "numberofquestions",
    "cool_downs": "cooldown",
    "default_marks": "defaultmarks",
    "expiry_months": "expiresin",
    "renewal_window": "renewalwindow",
    "appeal_window": "appealdays",
}
"""The plain spelling of the author's key for each field of a policy."""

RETAKES = "retakes"
"""Counts the attempts after the first, where `maxAttempts` counts them all."""


def read_policy(fields: Fields) -> Policy:
    """Read the rules; an impossible one is reported, and has its default here."""
    default = Policy()

    def whole(name: str, *, least: int, most: int, absent: int | None) -> int | None:
        number = fields.whole(KEYS[name], least=least, most=most)
        return absent if number is None else number

    months = whole("expiry_months", least=0, most=1_200, absent=default.expiry_months) or None
    return Policy(
        pass_percentage=whole("pass_percentage", least=1, most=100, absent=None)
        or default.pass_percentage,
        max_attempts=_max_attempts(fields, default.max_attempts),
        time_limit=_time_limit(fields),
        questions_per_attempt=whole(
            "questions_per_attempt", least=1, most=MAX_ATTEMPTS, absent=None
        ),
        cool_downs=_cool_downs(fields),
        default_marks=whole("default_marks", least=1, most=MAX_MARKS, absent=None)
        or default.default_marks,
        expiry_months=months,
        renewal_window=_renewal_window(fields, default.renewal_window, months),
        appeal_window=_appeal_window(fields, default.appeal_window),
        origins=_origins(fields),
    )


def _origins(fields: Fields) -> dict[str, str]:
    keys = KEYS if fields.get(RETAKES) is None else {**KEYS, "max_attempts": RETAKES}
    return {name: place for name, key in keys.items() if (place := _place(fields, key))}


def _place(fields: Fields, key: str) -> str:
    """Say where a key stands, such as `retakes in meshery-cli.md:6`; empty where it is absent."""
    if fields.get(key) is None:
        return ""
    return f"{fields.key(key)} in {PurePath(fields.document.file).name}:{fields.line(key)}"


def _max_attempts(fields: Fields, absent: int | None) -> int | None:
    """Read how often one may sit, from whichever of the two keys the author chose.

    The program's documents say both "three attempts" and "three retakes", so that an exam has
    to say which it means.
    """
    key = KEYS["max_attempts"]
    attempts = fields.whole(key, least=0, most=MAX_ATTEMPTS)
    retakes = fields.whole(RETAKES, least=0, most=MAX_ATTEMPTS - 1)
    if retakes is None:
        # Nought means "without limit" to the Academy's platform.
        return absent if attempts is None else attempts or None
    if attempts is not None and attempts != retakes + 1:
        fields.error(
            "contradictory-attempts",
            f"'{fields.key(RETAKES)}: {retakes}' on line {fields.line(RETAKES)} means "
            f"{counted(retakes + 1, 'attempt')}, and '{fields.key(key)}: {attempts}' on line "
            f"{fields.line(key)} says {attempts or 'no limit'}; remove one of them",
            fields.key(RETAKES),
        )
    return retakes + 1


def _time_limit(fields: Fields) -> timedelta | None:
    """Read minutes; 0, "infinite" and what is no number are without limit, as on the platform."""
    key = KEYS["time_limit"]
    value = fields.get(key)
    if isinstance(value, str):
        word = value.strip().lower()
        if not (word.isascii() and word.isdigit()):
            if word not in _NO_LIMIT:
                message = f"'{value}' is no number of minutes; there is no time limit"
                fields.warning("time-limit", message, fields.key(key))
            return None
    minutes = fields.whole(key, least=0, most=MAX_TIME_LIMIT_MINUTES)
    return timedelta(minutes=minutes) if minutes else None


def _cool_downs(fields: Fields) -> tuple[timedelta, ...]:
    """Read one wait, or a list of them: after the first attempt, after the second, and so on."""
    key = KEYS["cool_downs"]
    value = fields.get(key)
    if not isinstance(value, list):
        text = fields.text(key)
        waits = [] if text is None else [_duration(fields, text, "cool-down", key)]
        return tuple(wait for wait in waits if wait)
    if not 1 <= len(value) <= MAX_COOL_DOWNS:
        message = f"'{fields.key(key)}' lists 1 to {MAX_COOL_DOWNS} waits"
        fields.error("cool-down", message, fields.key(key))
        return ()
    texts = fields.texts(key)
    waits = [_duration(fields, text, "cool-down", key) for text in texts]
    # A wait of nothing after the first attempt keeps its place before the others.
    return tuple(wait or timedelta(0) for wait in waits) if any(waits) else ()


def _renewal_window(
    fields: Fields, absent: timedelta | None, months: int | None
) -> timedelta | None:
    """Read how long before its end a pass may be renewed.

    Unless the author says so, a pass that does not count for a year is renewed at its end only:
    the usual window would be most of its life.
    """
    key = KEYS["renewal_window"]
    text = fields.text(key)
    if text is None:
        return absent if months is None or months >= 12 else None  # noqa: PLR2004 - a year
    window = _duration(fields, text, "renewal-window", key)
    if window is not None and months is not None and window >= months * _SHORTEST_MONTH:
        fields.error(
            "renewal-window",
            f"'{fields.key(key)}' is {duration_words(window, none='nothing')}, and a pass counts "
            f"for {counted(months, 'month')} only; it must be shorter",
            fields.key(key),
        )
    return window


def _appeal_window(fields: Fields, absent: timedelta | None) -> timedelta | None:
    days = fields.whole(KEYS["appeal_window"], least=0, most=MAX_APPEAL_DAYS)
    if days is None:
        return absent
    return timedelta(days=days) or None


def _duration(fields: Fields, text: str, code: str, key: str) -> timedelta | None:
    """Read a duration such as `24h`, `7d` or `30m`; our own addition to the format.

    Returns:
        `None` for nothing, and for what was reported.
    """
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        message = f"'{text}' is no duration; write 30m, 24h or 7d"
        fields.error(code, message, fields.key(key))
        return None
    return int(match[1]) * _UNITS[match[2]] or None
