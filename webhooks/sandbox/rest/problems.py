"""The errors of the REST API in GitHub's words and shapes."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from webhooks.sandbox.errors import SandboxError

DOCUMENTATION = "https://docs.github.com/rest"


class Problem(SandboxError):  # noqa: N818 -- it is an answer, named as RFC 9457 names such
    """An answer that is not a success.

    Attributes:
        status: The HTTP status.
        errors: What is wrong with which field, where the status is 422.
        headers: Further headers of the answer.
    """

    def __init__(
        self,
        status: HTTPStatus,
        message: str,
        *,
        errors: list[dict[str, Any]] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.errors = errors
        self.headers = headers or {}

    def as_json(self) -> dict[str, Any]:
        """Give the body of the answer."""
        body: dict[str, Any] = {"message": str(self)}
        if self.errors is not None:
            body["errors"] = self.errors
        if "Location" in self.headers:
            body["url"] = self.headers["Location"]
        return body | {"documentation_url": DOCUMENTATION, "status": str(self.status.value)}


def not_found() -> Problem:
    """Say that there is no such thing, or none that the caller may know of."""
    return Problem(HTTPStatus.NOT_FOUND, "Not Found")


def unauthenticated(message: str = "Requires authentication") -> Problem:
    """Say that the caller must say who it is."""
    return Problem(HTTPStatus.UNAUTHORIZED, message)


def not_accessible() -> Problem:
    """Say that an App lacks a permission, or was not given this repository."""
    return Problem(HTTPStatus.FORBIDDEN, "Resource not accessible by integration")


def moved(address: str, *, is_read: bool) -> Problem:
    """Say where a renamed repository is: reads may follow for good, writes for this time."""
    status = HTTPStatus.MOVED_PERMANENTLY if is_read else HTTPStatus.TEMPORARY_REDIRECT
    message = "Moved Permanently" if is_read else "Temporary Redirect"
    return Problem(status, message, headers={"Location": address})


def gone() -> Problem:
    """Say that an issue was deleted."""
    return Problem(HTTPStatus.GONE, "This issue was deleted")


def invalid(resource: str, field: str, code: str = "invalid", message: str = "") -> Problem:
    """Say what is wrong with a field, in one of GitHub's codes."""
    error: dict[str, Any] = {"resource": resource, "code": code, "field": field}
    if message:
        error["message"] = message
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Validation Failed", errors=[error])
