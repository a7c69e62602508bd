"""Errors: one root, and a family whose text people may read."""

from __future__ import annotations

import pytest

from recognition.kernel import errors


@pytest.mark.parametrize(
    "kind", [errors.NotFoundError, errors.ForbiddenError, errors.ConflictError]
)
def test_what_a_person_caused_is_a_user_error(kind: type[Exception]) -> None:
    assert issubclass(kind, errors.UserError)
    assert str(kind("Open the page again.")) == "Open the page again."


def test_an_operators_mistake_is_never_shown_to_a_visitor() -> None:
    assert not issubclass(errors.ConfigurationError, errors.UserError)
    assert issubclass(errors.ConfigurationError, errors.RecognitionError)
