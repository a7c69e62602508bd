"""What the sandbox answers when something cannot be done."""

from __future__ import annotations

from recognition.kernel.errors import RecognitionError


class SandboxError(RecognitionError):
    """The sandbox was asked for something it cannot do."""


class UnknownError(SandboxError):
    """There is no such account, repository, thread or comment; over HTTP this is a 404."""


class RefusedError(SandboxError):
    """The change is not possible in the present state, such as merging a closed pull request."""
