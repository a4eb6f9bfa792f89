"""The page of metrics equals the registry of a process."""

from prometheus_client import Counter, Gauge, Histogram

from tests.docs.pages import codes, page, rows
from tocsin.metrics import Metrics


def test_the_page_has_each_metric_with_its_kind_and_labels() -> None:
    told = rows(page("reference/metrics.md"))
    assert {name: (c[0], codes(c[1])) for name, c in told.items()} == _metrics()


def _metrics() -> dict[str, tuple[str, list[str]]]:
    metrics = vars(Metrics()).values()
    ours = [m for m in metrics if isinstance(m, Counter | Gauge | Histogram)]
    assert len(ours) >= 13
    found = {}
    for metric in ours:
        (family,) = metric.describe()
        counted = "_total" if family.type == "counter" else ""
        labels = list(metric._labelnames)  # noqa: SLF001 - it has no other door
        found[family.name + counted] = (family.type, labels)
    return found
