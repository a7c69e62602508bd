"""The fields of the schema that are more than an attribute, and the view they are seen in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graphql import GraphQLResolveInfo

from webhooks.sandbox.access import installation_may, sees
from webhooks.sandbox.graphql.cost import Cost
from webhooks.sandbox.graphql.pages import Listing, turn_to
from webhooks.sandbox.graphql.refusals import forbidden
from webhooks.sandbox.shapes.people import moment
from webhooks.sandbox.state import Account, Repository
from webhooks.sandbox.vault import Caller
from webhooks.sandbox.world import World

# GraphQL's Int has 32 bits; what is beyond, GitHub gives in `fullDatabaseId` only.
_MOST = 2**31 - 1
Resolver = Callable[..., Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Who looks at which world, and what the query costs them.

    Attributes:
        budget: limit, used, remaining and reset (epoch seconds) once the query is counted.
    """

    world: World
    caller: Caller
    cost: Cost
    budget: Mapping[str, int]

    def sees(self, repository: Repository) -> bool:
        """Tell whether the caller may know of the repository."""
        return sees(self.world, self.caller, repository)

    def require(self, repository: Repository, *permissions: str) -> None:
        """Turn an installation away that has none of the permissions, or raise Refusal."""
        if self.caller.installation and not installation_may(
            self.world, self.caller, repository, permissions
        ):
            raise forbidden()

    def require_members(self, organization: Account) -> None:
        """Turn an installation away that may not read the members of this organization."""
        installation = self.caller.installation
        if installation and (
            installation.account_id != organization.id or not self.caller.may("members", "read")
        ):
            raise forbidden()


class Fields:
    """Collects the resolvers of one module, each called with the value, the view, the arguments.

    Arguments come by their names in Python's spelling: `orderBy` as `order_by`.
    """

    def __init__(self) -> None:
        self._resolvers: dict[tuple[str, str], Resolver] = {}

    def __iter__(self) -> Iterator[tuple[str, str, Resolver]]:
        """Give type, field and resolver of each, as graphql-core calls them."""
        for (type_name, name), resolver in self._resolvers.items():
            yield type_name, name, resolver

    def on(self, name: str, *type_names: str) -> Callable[[Resolver], Resolver]:
        """Register what gives a field of these types."""

        def register(give: Resolver) -> Resolver:
            def resolve(value: Any, info: GraphQLResolveInfo[View], **arguments: Any) -> Any:
                return plain(give(value, info.context, **arguments))

            self._add(name, type_names, resolve)
            return give

        return register

    def connection(self, name: str, *type_names: str) -> Callable[[Resolver], Resolver]:
        """Register what gives the Listing of a connection; its page is turned to here."""

        def register(give: Resolver) -> Resolver:
            def resolve(
                value: Any,
                info: GraphQLResolveInfo[View],
                first: int | None = None,
                after: str | None = None,
                last: int | None = None,
                **arguments: Any,
            ) -> Any:
                listing: Listing[Any] = give(value, info.context, **arguments)
                return turn_to(listing, name, first=first, after=after, last=last)

            self._add(name, type_names, resolve)
            return give

        return register

    def _add(self, name: str, type_names: tuple[str, ...], resolver: Resolver) -> None:
        for type_name in type_names:
            self._resolvers[type_name, name] = resolver


def attribute(value: Any, info: GraphQLResolveInfo[View], **arguments: Any) -> Any:
    """Give a field that no resolver is registered for: the attribute or the key of its name."""
    del arguments
    if isinstance(value, Mapping):
        return plain(value[info.field_name])
    return plain(getattr(value, snake_case(info.field_name)))


def plain(value: Any) -> Any:
    """Write moments as GitHub does; everything else is left to the schema."""
    return moment(value) if isinstance(value, datetime) else value


def snake_case(name: str) -> str:
    """Spell a field or an argument as Python does."""
    return re.sub(r"(?=[A-Z])", "_", name).lower()


def small_id(number: int) -> int | None:
    """Give an id as `databaseId`: null where it does not fit."""
    return number if number <= _MOST else None
