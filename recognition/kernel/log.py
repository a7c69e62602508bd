"""Write what happened as one JSON object a line, without anybody's secrets."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, TextIO

import structlog
from structlog.tracebacks import ExceptionDictTransformer

if TYPE_CHECKING:
    from collections.abc import MutableMapping

SECRET_WORDS = ("token", "secret", "password", "authorization", "private_key", "cookie", "email")
"""A field whose name holds one of these never reaches the log."""


def redact(
    _logger: object, _method: str, event: MutableMapping[str, object]
) -> MutableMapping[str, object]:
    """Hide the values of fields that are named like secrets, however deep they stand."""
    for name, value in event.items():
        if any(word in str(name).lower() for word in SECRET_WORDS):
            event[name] = "(hidden)"
        elif isinstance(value, dict):
            event[name] = redact(_logger, _method, dict(value))
    return event


def configure_logging(*, level: str = "INFO", stream: TextIO | None = None) -> None:
    """Set up logging for the whole process.

    A person at a terminal gets aligned lines; everything else gets JSON.

    Args:
        level: The least level to write, one of Python's names.
        stream: Where to write; standard error if not given.
    """
    stream = stream or sys.stderr
    # Local variables stay out of both forms: tokens and keys are among them.
    last: list[structlog.typing.Processor]
    if stream.isatty():
        last = [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    else:
        frames = ExceptionDictTransformer(show_locals=False)
        last = [
            structlog.processors.ExceptionRenderer(frames),
            structlog.processors.JSONRenderer(sort_keys=True),
        ]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            redact,
            *last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    # Libraries speak only when something is wrong; their lines keep Python's own form.
    logging.basicConfig(level=max(logging.getLevelName(level), logging.WARNING), stream=stream)
