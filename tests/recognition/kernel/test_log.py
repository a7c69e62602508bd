"""Logging: a JSON object a line, and nobody's secrets in it."""

from __future__ import annotations

import io
import json
from datetime import datetime
from typing import Any

import pytest
import structlog

from recognition.kernel.log import SECRET_WORDS, configure_logging

pytestmark = pytest.mark.usefixtures("former_logging")

SECRET = "ghs_16C7e42F292c6912E7710c838347Ae178B4a"


class Terminal(io.StringIO):
    """A stream with a person before it."""

    def isatty(self) -> bool:
        return True


def break_with(token: str) -> None:
    """Raise with a secret among the local variables, as failing calls have."""
    if token:
        raise RuntimeError("GitHub answered 500")


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_each_event_is_one_json_object_on_a_line() -> None:
    stream = io.StringIO()
    configure_logging(stream=stream)
    log = structlog.get_logger("test")
    log.info("award_granted", user_id=583231, badge="first-pr", text="two\nlines ✓")
    log.warning("delivery_late", seconds=3)
    granted, late = lines(stream)
    assert granted["event"] == "award_granted"
    assert (granted["user_id"], granted["badge"], granted["level"]) == (583231, "first-pr", "info")
    assert granted["text"] == "two\nlines ✓"
    assert datetime.fromisoformat(granted["timestamp"]).utcoffset() is not None
    assert late["level"] == "warning"


def test_lines_below_the_level_are_not_written() -> None:
    stream = io.StringIO()
    configure_logging(level="WARNING", stream=stream)
    log = structlog.get_logger("test")
    log.info("quiet")
    log.warning("loud")
    assert [line["event"] for line in lines(stream)] == ["loud"]


def test_what_is_bound_once_stands_on_every_line() -> None:
    stream = io.StringIO()
    configure_logging(stream=stream)
    with structlog.contextvars.bound_contextvars(delivery_id="d1"):
        structlog.get_logger("test").info("handled")
    structlog.get_logger("test").info("idle")
    handled, idle = lines(stream)
    assert handled["delivery_id"] == "d1"
    assert "delivery_id" not in idle


@pytest.mark.parametrize("word", SECRET_WORDS)
@pytest.mark.parametrize("stream", [io.StringIO, Terminal])
def test_a_field_named_like_a_secret_is_hidden(word: str, stream: type[io.StringIO]) -> None:
    out = stream()
    configure_logging(stream=out)
    structlog.get_logger("test").info(
        "called", **{f"github_{word.upper()}_value": SECRET}, path="/user"
    )
    assert SECRET not in out.getvalue()
    assert "(hidden)" in out.getvalue()
    assert "/user" in out.getvalue()


def test_a_secret_inside_a_mapping_is_hidden_and_the_callers_mapping_is_untouched() -> None:
    stream = io.StringIO()
    configure_logging(stream=stream)
    request = {"headers": {"Authorization": f"Bearer {SECRET}", "Accept": "*/*"}}
    structlog.get_logger("test").info("called", request=request)
    (line,) = lines(stream)
    assert line["request"]["headers"] == {"Authorization": "(hidden)", "Accept": "*/*"}
    assert request["headers"]["Authorization"] == f"Bearer {SECRET}"


def test_a_traceback_holds_the_frames_and_no_local_variables() -> None:
    stream = io.StringIO()
    configure_logging(stream=stream)
    try:
        break_with(SECRET)
    except RuntimeError:
        structlog.get_logger("test").exception("call_failed")
    (line,) = lines(stream)
    (error,) = line["exception"]
    assert (error["exc_type"], error["exc_value"]) == ("RuntimeError", "GitHub answered 500")
    assert error["frames"][-1]["name"] == "break_with"
    assert SECRET not in stream.getvalue()


def test_a_person_at_a_terminal_reads_the_traceback_without_local_variables() -> None:
    stream = Terminal()
    configure_logging(stream=stream)
    try:
        break_with(SECRET)
    except RuntimeError:
        structlog.get_logger("test").exception("call_failed", reference="AB12")
    written = stream.getvalue()
    assert "call_failed" in written
    assert "RuntimeError: GitHub answered 500" in written
    assert SECRET not in written
