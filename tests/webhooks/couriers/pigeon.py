"""A way of sending that keeps what it is given, and that a test can break."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from webhooks.couriers import Letter


@dataclass
class Pigeon:
    """Implements `webhooks.couriers.Way`."""

    name: str = "pigeon"
    sent: list[Letter] = field(default_factory=list)
    error: BaseException | None = None

    def send(self, letter: Letter) -> None:
        if self.error is not None:
            raise self.error
        self.sent.append(letter)
