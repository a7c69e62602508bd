"""Keep the rules in force in one place, so that everybody sees a change at the same moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recognition.catalog import Catalog


class Rulebook:
    """The catalog that is in force.

    A catalog is a value; this is where the current one is looked up. Who works with it takes
    it once and keeps to it to the end of a unit of work.

    Args:
        catalog: What is in force at first.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    @property
    def catalog(self) -> Catalog:
        """Give the catalog in force at this moment."""
        return self._catalog
