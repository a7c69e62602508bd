"""What other packages show people about themselves on their own page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from recognition.kernel.registry import Registry

if TYPE_CHECKING:
    from sqlmodel import Session

    from recognition.kernel.ids import UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing, with the page that says more.

    Attributes:
        label: What the link says.
        address: A path of this server.
        text: What there is to say of it, in plain words.
    """

    label: str
    address: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Some lines under a heading."""

    title: str
    lines: tuple[Line, ...]


me_sections: Registry[Callable[[Session, UserId], Section | None]] = Registry("section of /me")
"""Each gives what it has about an account; `None` where that is nothing."""
