"""The figures of this process and of the whole Eye, in the form of Prometheus.

With several workers each answers for itself, told apart by the label `process`: the shared mode of prometheus-client
needs files that every count is written through, on the endpoints that are asked most. Sums over rates are right however
often each process is asked. What is read from the database has no such label, being the same from each.
"""

import os
from collections.abc import Iterator, Mapping
from itertools import accumulate

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from eye import __version__
from eye.db import Stats
from eye.http.context import Eye
from eye.http.tally import BOUNDS, Tally
from eye.operations.store import Figures

GROUPS = (1, 2, 4, 8, 16, 32, 64)
CLASSES = ("", "1xx", "2xx", "3xx", "4xx", "5xx")


def text(eye: Eye, figures: Figures | None) -> bytes:
    """What `/metrics` answers; without `figures` where the database does not."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Measures(eye, figures))
    return generate_latest(registry)


class _Measures(Collector):
    def __init__(self, eye: Eye, figures: Figures | None) -> None:
        self._eye = eye
        self._figures = figures

    def collect(self) -> Iterator[Metric]:
        process = str(os.getpid())
        yield _labelled("eye_build", "The version that runs.", {"version": __version__}, 1, process)
        yield from _requests(self._eye.tally, process)
        yield _starts(self._eye.tally, process)
        yield _commits(self._eye.db.stats, process)
        waiting = self._eye.db.waiting
        yield _labelled("eye_writes_waiting", "Writes that are asked for and not on disk yet.", {}, waiting, process)
        yield GaugeMetricFamily("eye_database_up", "Whether the figures below could be read.", int(bool(self._figures)))
        if self._figures:
            yield from _of_all(self._figures)
        yield from _of_the_system(process)


def _requests(tally: Tally, process: str) -> Iterator[Metric]:
    names = ["process", "method", "route"]
    answers = CounterMetricFamily("eye_requests", "Answers by class of status.", labels=[*names, "status"])
    took = HistogramMetricFamily("eye_request_seconds", "Until an answer begins.", labels=names)
    for (method, route), row in list(tally.rows.items()):
        labels = [process, method, route]
        for name, count in zip(CLASSES, row.answers, strict=True):
            if count:
                answers.add_metric([*labels, name], count)
        took.add_metric(labels, _cumulative(BOUNDS, row.buckets), row.seconds)
    yield answers
    yield took


def _starts(tally: Tally, process: str) -> Metric:
    found = CounterMetricFamily("eye_refused_starts", "Refused starts by error code.", labels=["process", "code"])
    for code, count in tally.starts_refused.items():
        found.add_metric([process, code], count)
    return found


def _commits(stats: Stats, process: str) -> Metric:
    """How many writes one commit held."""
    groups = dict(stats.groups)
    buckets = [0] * (len(GROUPS) + 1)
    for size, count in groups.items():
        buckets[next((at for at, most in enumerate(GROUPS) if size <= most), len(GROUPS))] += count
    found = HistogramMetricFamily("eye_commit_writes", "Writes in one commit.", labels=["process"])
    found.add_metric([process], _cumulative(GROUPS, buckets), sum(size * count for size, count in groups.items()))
    return found


def _cumulative(bounds: tuple[float, ...], buckets: list[int]) -> list[tuple[str, float]]:
    return list(zip([*(str(float(bound)) for bound in bounds), "+Inf"], accumulate(buckets), strict=True))


def _of_all(figures: Figures) -> Iterator[Metric]:
    running = GaugeMetricFamily("eye_sessions_running", "Sessions that have not ended.", labels=["status"])
    for status in ("created", "active", "paused"):
        running.add_metric([status], figures.running.get(status, 0))
    yield running
    yield GaugeMetricFamily("eye_sessions_live", "Of those, heard of within 15 seconds.", figures.live)
    yield GaugeMetricFamily("eye_webhook_deliveries_pending", "Deliveries under way or due later.", figures.deliveries)
    yield GaugeMetricFamily("eye_webhook_oldest_seconds", "Age of the oldest of them.", figures.deliveries_age / 1000)
    yield GaugeMetricFamily("eye_outbox_waiting", "Facts that are not shared out to endpoints yet.", figures.outbox)
    yield GaugeMetricFamily("eye_outbox_oldest_seconds", "Age of the oldest of them.", figures.outbox_age / 1000)


def _of_the_system(process: str) -> Iterator[Metric]:
    """Memory, processor time, open files."""
    for family in ProcessCollector(registry=None).collect():
        for sample in family.samples:
            sample.labels["process"] = process
        yield family


def _labelled(name: str, meaning: str, labels: Mapping[str, str], value: float, process: str) -> Metric:
    found = GaugeMetricFamily(name, meaning, labels=["process", *labels])
    found.add_metric([process, *labels.values()], value)
    return found
