"""Show operators in numbers how far history has been read and how well webhooks are heard.

All of it is read from the database when it is asked for, so that every process tells the same;
no name of a person stands in it.

Source of the format: https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from flask import Blueprint, Response
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from sqlmodel import func, select

from recognition.kernel.web import web
from recognition.kernel.web.base import no_store
from recognition.store import EffectRow
from webhooks import walks
from webhooks.drift import drift_ever
from webhooks.inbox import DeliveryRow
from webhooks.walks import Task, Walk

if TYPE_CHECKING:
    from sqlmodel import Session

bp = Blueprint("metrics", __name__)


@bp.get("/metrics")
def metrics() -> Response:
    """Answer in Prometheus' text format."""
    registry = CollectorRegistry(auto_describe=False)
    with web().database.reading() as session:
        registry.register(_Numbers(session))
        text = generate_latest(registry)
    return Response(text, content_type=CONTENT_TYPE_LATEST)


bp.after_request(no_store)


class _Numbers(Collector):
    """Reads the numbers of one moment."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def collect(self) -> Iterator[Metric]:
        """Give every number."""
        yield from self._walks()
        yield self._drift()
        yield self._queue("recognition_deliveries", "Deliveries by state.", DeliveryRow)
        yield self._queue("recognition_effects", "Things to be posted, by state.", EffectRow)

    def _walks(self) -> Iterator[Metric]:
        found = walks.walks(self._session)
        states: Counter[tuple[str, str]] = Counter()
        read: Counter[str] = Counter()
        total: Counter[str] = Counter()
        swept = 0.0
        for walk, row in found:
            states[_kind(walk), row.state] += 1
            if walk.is_backfill and walk.repo_id is not None:
                read[walk.task] += walk.read
                total[walk.task] += max(walk.read, walk.total)
            elif walk.swept_at is not None:
                swept = max(swept, walk.swept_at.timestamp())
        by_state = GaugeMetricFamily(
            "recognition_walks",
            "Walks through history (backfill), changes (sweep) and places (listing), by state.",
            labels=["kind", "state"],
        )
        for (kind, state), number in sorted(states.items()):
            by_state.add_metric([kind, state], number)
        yield by_state
        for name, words, numbers in (
            ("read", "Things of unfinished backfills that were read.", read),
            ("total", "Things there are in unfinished backfills.", total),
        ):
            gauge = GaugeMetricFamily(f"recognition_backfill_{name}", words, labels=["task"])
            for task, number in sorted(numbers.items()):
                gauge.add_metric([task], number)
            yield gauge
        yield GaugeMetricFamily(
            "recognition_reconcile_last_timestamp_seconds",
            "When a comparison with GitHub last came to its end; 0 before the first.",
            value=swept,
        )

    def _drift(self) -> Metric:
        drift = CounterMetricFamily(
            "recognition_drift_facts",
            "Facts that were missing, different or of gone things when compared with GitHub.",
            labels=["fault", "kind"],
        )
        for (fault, kind), number in sorted(drift_ever(self._session).counts.items()):
            drift.add_metric([fault, kind], number)
        return drift

    def _queue(self, name: str, words: str, table: type[DeliveryRow | EffectRow]) -> Metric:
        gauge = GaugeMetricFamily(name, words, labels=["state"])
        rows = self._session.exec(select(table.state, func.count()).group_by(table.state))
        for state, number in sorted(rows):
            gauge.add_metric([state], number)
        return gauge


def _kind(walk: Walk) -> str:
    if walk.task in (Task.INSTALLATIONS, Task.REPOSITORIES):
        return "listing"
    return "backfill" if walk.is_backfill else "sweep"
