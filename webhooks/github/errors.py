"""Say what GitHub answered when it did not do what was asked, sorted by what to do about it."""

from __future__ import annotations

from datetime import datetime

from recognition.kernel.errors import RecognitionError


class GitHubError(RecognitionError):
    """GitHub did not do what was asked; the message holds no secret and may be shown."""


class RateLimitedError(GitHubError):
    """We asked too much, too fast.

    Attributes:
        not_before: When GitHub will listen again; `None` where it did not say.
    """

    def __init__(self, message: str, *, not_before: datetime | None) -> None:
        super().__init__(message)
        self.not_before = not_before


class UnauthorizedError(GitHubError):
    """The key or the token is not accepted, not even a fresh one."""


class MissingPermissionError(GitHubError):
    """The App was not given a permission; asking again does not help, a person must act.

    Attributes:
        permissions: What GitHub says it takes, such as `issues=write`.
    """

    def __init__(self, message: str, *, permissions: str) -> None:
        super().__init__(message)
        self.permissions = permissions


class GoneError(GitHubError):
    """The place does not exist any more, or is closed to us: there is nothing left to do."""


class RefusedError(GitHubError):
    """GitHub understood and will not do it, however often it is asked."""


class ServerError(GitHubError):
    """GitHub could not be reached or broke; asking later may help."""


class MovedError(ServerError):
    """The repository has another name now; it must be looked up again."""


class UnknownOutcomeError(ServerError):
    """The request was sent and may have been carried out; no answer told."""
