"""What a caller may see and do in a repository, by REST and by GraphQL alike."""

from __future__ import annotations

from collections.abc import Iterable

from webhooks.sandbox.state import Permission, Repository
from webhooks.sandbox.vault import Caller
from webhooks.sandbox.world import World


def sees(world: World, caller: Caller, repository: Repository) -> bool:
    """Tell whether the caller may know that the repository exists."""
    if not repository.private:
        return True
    if caller.installation:
        return world.covers(caller.installation, repository)
    if caller.user:
        return world.permission_of(caller.user, repository) is not Permission.NONE
    return False


def installation_may(
    world: World,
    caller: Caller,
    repository: Repository,
    permissions: Iterable[str],
    *,
    level: str = "read",
) -> bool:
    """Tell whether an installation's token is enough for something in a repository.

    Where the installation, or its narrowed token, was not given the repository, it may read
    what is public, as anybody may.

    Args:
        world: Where the repository is.
        caller: With an installation.
        repository: One that the caller sees.
        permissions: Any one of these is enough; none named means that none is needed.
        level: `read` or `write`.
    """
    assert caller.installation is not None, "only installations have permissions"
    narrowed = caller.repository_ids
    covered = world.covers(caller.installation, repository) and (
        narrowed is None or repository.id in narrowed
    )
    if not covered:
        return level == "read" and not repository.private
    named = tuple(permissions)
    return not named or any(caller.may(it, level) for it in named)
