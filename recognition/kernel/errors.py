"""The root of every error we raise on purpose, and the two families below it."""

from __future__ import annotations


class RecognitionError(Exception):
    """Something went wrong that this program foresaw."""


class UserError(RecognitionError):
    """A person asked for something that cannot be done as asked.

    The message is shown to that person as it stands: it says what, where and what to do,
    and holds nothing that another person may not read.
    """


class NotFoundError(UserError):
    """The thing asked for does not exist, or is not for this person; both look the same."""


class ForbiddenError(UserError):
    """The person may not do this."""


class ConflictError(UserError):
    """The thing has moved on: a closed attempt, a stale save, a decision already taken."""


class ConfigurationError(RecognitionError):
    """The operator's settings or files are wrong; the message names them and the remedy."""
