"""Say how much of an answer is read, and whose mistake it is when reading ends early."""

from __future__ import annotations

from recognition.kernel.errors import RecognitionError

MAX_BYTES = 64 * 1024
"""Of one answer; people type it in an exam."""

MAX_DEPTH = 32
"""Levels of a document; a Deployment with affinities has about fifteen."""

MAX_NODES = 10_000
"""Values of an answer; the longest list of them takes a third of a second to read."""

MAX_SHOWN = 80
"""Characters of the candidate's own words that a message repeats."""


class UnreadableError(RecognitionError):
    """The answer is not what was asked for: the candidate's mistake, said in public words.

    The message is one sentence without its full stop, with the line where one is known.
    """


class CheckerError(RecognitionError):
    """The answer could not be checked, and it is our fault: a person has to look at it."""


def checked_size(text: str) -> str:
    """Give the text back where it is small enough to be read.

    Raises:
        UnreadableError: It is larger than `MAX_BYTES`.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise UnreadableError(f"the answer is larger than {MAX_BYTES // 1024} KiB")
    return text


def shown(text: object) -> str:
    """Give the beginning of something that a candidate wrote, on one line."""
    words = " ".join(str(text)[: 4 * MAX_SHOWN].split())
    return words if len(words) <= MAX_SHOWN else f"{words[: MAX_SHOWN - 1]}…"
