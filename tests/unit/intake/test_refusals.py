import json
from pathlib import Path
from typing import get_args

from prometheus_client.metrics import MetricWrapperBase

from syncaty.intake import health, metrics
from syncaty.intake.refusals import REFUSALS, Reason
from syncaty.jobs import metrics as worker_metrics
from syncaty.stores import metrics as store_metrics
from syncaty.syncs import metrics as sync_metrics
from syncaty.tasks import metrics as task_metrics

DOCS = Path(__file__).parents[3] / "docs" / "operate"


def headings(file: str) -> set[str]:
    lines = (DOCS / file).read_text(encoding="utf-8").splitlines()
    return {line.removeprefix("### ").strip("`") for line in lines if line.startswith("### ")}


def test_every_reason_has_its_refusal() -> None:
    assert set(REFUSALS) == set(get_args(Reason))
    assert {reason for reason, refusal in REFUSALS.items() if refusal.reason != reason} == set()


def test_every_refusal_is_a_failure_to_salla_and_tells_why() -> None:
    for refusal in REFUSALS.values():
        assert 400 <= refusal.status < 600
        assert refusal.message.endswith(".")
        assert json.loads(f'"{refusal.message}"') == refusal.message, "it is put into JSON as it is"


def test_only_what_comes_again_is_not_kept() -> None:
    unkept = {reason for reason, refusal in REFUSALS.items() if not refusal.kept}
    assert unkept == {"overloaded", "database_away", "not_kept_in_time"}


def test_every_reason_is_documented_and_no_other() -> None:
    assert headings("refusals.md") == set(REFUSALS)


def test_every_metric_is_documented_and_no_other() -> None:
    counted = {
        part._name + ("_total" if part._type == "counter" else "")
        for module in (metrics, worker_metrics, task_metrics, store_metrics, sync_metrics)
        for part in vars(module).values()
        if isinstance(part, MetricWrapperBase)
    }
    figures = health.JOB_FIGURES + health.WATCH_FIGURES + health.TASK_FIGURES
    assert headings("metrics.md") == counted | {name for name, _ in figures}
