"""What every page stands on: layout, signed-in visitor, security headers, honest errors."""

from __future__ import annotations

from recognition.kernel.web.base import WebBase, install, web
from recognition.kernel.web.session import (
    Visitor,
    current_visitor,
    login_required,
    sign_in,
    sign_out,
)

__all__ = [
    "Visitor",
    "WebBase",
    "current_visitor",
    "install",
    "login_required",
    "sign_in",
    "sign_out",
    "web",
]
