"""What a way of sending is given, and how it says that it did not work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from recognition.kernel.errors import RecognitionError


class LetterError(RecognitionError):
    """A letter was not taken.

    The text holds no address, password or webhook: it stands in the log and in the digest.

    Attributes:
        is_final: Whether trying again is of no use before somebody changes the settings.
    """

    def __init__(self, message: str, *, is_final: bool = False) -> None:
        super().__init__(message)
        self.is_final = is_final


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A digest that is to be sent.

    Attributes:
        key: Its name for ever; the same letter has the same one however often it is tried.
        title: One line.
        body: Markdown of `recognition.digest.letter`.
        written_at: When.
    """

    key: str
    title: str
    body: str
    written_at: datetime


class Way(Protocol):
    """One way of sending."""

    @property
    def name(self) -> str:
        """Give the name under which its letters are kept."""
        ...

    def send(self, letter: Letter) -> None:
        """Send a letter.

        Raises:
            LetterError: It was not taken, or not known to be.
        """
        ...
