"""The errors of the GraphQL API in GitHub's shape: a `type` beside what the standard asks for."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLError

from webhooks.sandbox.errors import SandboxError


class Refusal(SandboxError):  # noqa: N818 -- it is a part of an answer
    """A field that cannot be given; the rest of the answer stands.

    Attributes:
        type: GitHub's word for the reason, such as NOT_FOUND.
    """

    def __init__(self, type_: str, message: str) -> None:
        super().__init__(message)
        self.type = type_


def not_resolved(kind: str, how: str) -> Refusal:
    """Say that there is no such thing, or none that the caller may know of."""
    article = "an" if kind[0] in "AEIOU" else "a"
    return Refusal("NOT_FOUND", f"Could not resolve to {article} {kind} with the {how}.")


def not_found_node(global_id: str) -> Refusal:
    """Say that nothing bears a global id, or nothing that the caller may know of."""
    return Refusal(
        "NOT_FOUND", f"Could not resolve to a node with the global id of '{global_id}'."
    )


def forbidden() -> Refusal:
    """Say that an App lacks a permission."""
    return Refusal("FORBIDDEN", "Resource not accessible by integration")


def error_json(error: GraphQLError) -> dict[str, Any]:
    """Write an error as GitHub does."""
    shape: dict[str, Any] = dict(error.formatted)
    if isinstance(error.original_error, Refusal):
        shape = {"type": error.original_error.type, **shape}
    return shape


def refusal_json(refusal: Refusal) -> dict[str, Any]:
    """Write a refusal of the whole query."""
    return {"type": refusal.type, "message": str(refusal)}
