"""Name the releases that people publish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recognition.facts import Fact, FactKind
from webhooks.deeds.versions import version

if TYPE_CHECKING:
    from datetime import datetime

    from recognition.facts import Actor
    from webhooks.payloads import Release


def of_release(release: Release, *, exists: bool = True) -> tuple[Fact, ...]:
    """Make the fact of a release; none for a draft, or where its author is gone.

    Args:
        release: As it stands now.
        exists: False where it was deleted, or is public no longer.
    """
    if release.author is None or release.published_at is None:
        return ()
    published_at = release.published_at
    return (release_published(release, release.author, published_at=published_at, exists=exists),)


def release_published(
    release: Release, author: Actor, *, published_at: datetime, exists: bool = True
) -> Fact:
    """Make the fact that somebody published a release."""
    changed_at = max(published_at, release.updated_at or published_at)
    return Fact(
        key=f"{FactKind.RELEASE_PUBLISHED}:{release.repo.id}:{release.id}:{author.id}",
        version=version(changed_at) + (not exists),
        kind=FactKind.RELEASE_PUBLISHED,
        actor=author,
        repo=release.repo,
        at=published_at,
        attrs={
            "url": release.url,
            "role": "author",
            "author": author.id,
            "tag": release.tag,
            "prerelease": release.is_prerelease,
        },
        retracted=not exists,
    )
