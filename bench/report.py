"""What a run came to: a table for people and all figures as JSON."""

import json
import os
import platform
import subprocess
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean, median

from bench.bodies import Webhook
from bench.measure import Figures
from bench.size import Size

_HERE = Path(__file__).parent
_SIDES = {
    "empty": "empty handler, same server, no database",
    "syncaty": "Syncaty, one process",
    "peer": "FastAPI + Celery + Redis, two processes",
    "peer_single": "FastAPI + Celery + Redis, one process",
}
_COMPARED = (
    ("intake", "empty"),
    ("intake", "peer_single"),
    ("intake", "peer"),
    ("pipeline", "peer"),
)
_COLUMNS = {
    "intake": ("per_second", "p50_ms", "p99_ms", "intake_mb"),
    "pipeline": ("per_second", "mb"),
    "latency": ("answer_p50_ms", "answer_p99_ms", "seen_p50_ms", "seen_p99_ms"),
}
_TITLES = {
    "intake": "Webhooks taken in",
    "pipeline": "Events through the whole pipeline",
    "latency": "Light load, 50 orders a second",
}
_HEADS = {
    "per_second": "per second",
    "p50_ms": "p50 ms",
    "p99_ms": "p99 ms",
    "intake_mb": "intake MB",
    "mb": "worker MB",
    "answer_p50_ms": "answered p50 ms",
    "answer_p99_ms": "answered p99 ms",
    "seen_p50_ms": "then visible p50 ms",
    "seen_p99_ms": "then visible p99 ms",
}


class Report:
    """Collects the figures of one run."""

    def __init__(
        self,
        size: Size,
        server: dict[str, str],
        orders: Sequence[Webhook],
        history: Sequence[Webhook],
    ) -> None:
        self.size = size
        self.server = server
        self.at = datetime.now(UTC)
        self.load_before = os.getloadavg()[0]
        self.order_bytes = round(mean(len(each.body) for each in orders))
        self.events = Counter(json.loads(each.body)["event"] for each in history)
        self.taken: dict[str, dict[str, list[Figures]]] = {}

    def add(self, measure: str, side: str, figures: Figures) -> None:
        """Add one measurement of one turn."""
        self.taken.setdefault(measure, {}).setdefault(side, []).append(figures)

    def values(self, measure: str, side: str, name: str) -> list[float]:
        """Give one figure of every turn."""
        return [each.values[name] for each in self.taken.get(measure, {}).get(side, ())]

    def ratios(self, measure: str, side: str, other: str) -> list[float]:
        """Give how many times one side's rate is the other's, turn by turn."""
        pairs = (self.values(measure, each, "per_second") for each in (side, other))
        return [one / two for one, two in zip(*pairs, strict=True)]

    def table(self) -> str:
        """Give the tables as Markdown."""
        parts = [self._head()]
        parts += [self._measure(measure) for measure in _COLUMNS if measure in self.taken]
        return "\n\n".join([*parts, self._compared(), self._aims()]) + "\n"

    def document(self) -> dict[str, object]:
        """Give everything for JSON."""
        return {
            "at": self.at.isoformat(timespec="seconds"),
            "commit": commit(),
            "machine": machine(),
            "load_before": self.load_before,
            "server": self.server,
            "store": {name: getattr(self.size, name) for name in Size.__slots__},
            "order_bytes": self.order_bytes,
            "events": dict(self.events),
            "figures": {
                measure: {
                    side: [{**each.values, **each.notes} for each in turns]
                    for side, turns in sides.items()
                }
                for measure, sides in self.taken.items()
            },
        }

    def _head(self) -> str:
        size, mix = self.size, ", ".join(f"{n} {e}" for e, n in self.events.most_common())
        return (
            f"# Measured {self.at:%Y-%m-%d %H:%M} UTC at {commit()}\n\n"
            f"{machine()}; load before {self.load_before:.1f}. "
            f"PostgreSQL {self.server['server_version']}, fsync {self.server['fsync']}, "
            f"synchronous_commit {self.server['synchronous_commit']}, on the same machine as the "
            f"sender. Store of {size.customers:,} customers and {size.orders:,} orders. Each "
            f"figure is the median of {size.repeats} turns (lowest to highest).\n\n"
            f"Intake: orders of {self.order_bytes:,} bytes, signed, 64 connections. "
            f"Pipeline: {sum(self.events.values()):,} webhooks ({mix})."
        )

    def _measure(self, measure: str) -> str:
        columns = _COLUMNS[measure]
        lines = [
            f"## {_TITLES[measure]}",
            "",
            "| | " + " | ".join(_HEADS[name] for name in columns) + " |",
            "|---|" + "---:|" * len(columns),
        ]
        for side in self.taken[measure]:
            cells = [_spread(self.values(measure, side, name)) for name in columns]
            lines.append(f"| {_SIDES[side]} | " + " | ".join(cells) + " |")
        return "\n".join(lines)

    def _compared(self) -> str:
        lines = ["## Ratios", "", "| turn by turn | times |", "|---|---:|"]
        for measure, other in _COMPARED:
            if other in self.taken.get(measure, {}):
                times = _spread(self.ratios(measure, "syncaty", other), 2)
                lines.append(f"| {measure}: Syncaty to {_SIDES[other]} | {times} |")
        return "\n".join(lines)

    def _aims(self) -> str:
        """Say which aims of the product the medians meet."""
        intake = ("intake", "syncaty")
        aims = [
            ("intake takes 4,000 a second", median(self.values(*intake, "per_second")) >= 4000),
            ("intake answers within 50 ms at p99", median(self.values(*intake, "p99_ms")) < 50),
            ("intake stays under 300 MB", max(self.values(*intake, "intake_mb")) < 300),
            ("worker stays under 300 MB", max(self.values("pipeline", "syncaty", "mb")) < 300),
        ]
        aims += [
            (
                f"{each} does 5 times {_SIDES[other]}",
                median(self.ratios(each, "syncaty", other)) >= 5,
            )
            for each, other in _COMPARED[1:]
            if other in self.taken.get(each, {})
        ]
        return "## Aims\n\n" + "\n".join(
            f"- {'met' if met else 'missed'}: {aim}" for aim, met in aims
        )


def write(report: Report, folder: Path) -> Path:
    """Write table and figures; gives the table's path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{report.at:%Y-%m-%d}-{commit()}.md"
    path.write_text(report.table(), encoding="utf-8")
    figures = json.dumps(report.document(), indent=1, ensure_ascii=False)
    path.with_suffix(".json").write_text(figures + "\n", encoding="utf-8")
    return path


def commit() -> str:
    """Give the short commit that is measured, marked when files differ from it."""
    command = ["git", "-C", str(_HERE), "describe", "--always", "--dirty", "--exclude", "*"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def machine() -> str:
    system = f"{platform.system()} {platform.machine()}"
    return f"{os.cpu_count()} cores, {system}, Python {platform.python_version()}"


def _spread(values: Sequence[float], places: int = 1) -> str:
    if max(values) >= 100:
        places = 0
    middle = f"{median(values):,.{places}f}"
    if len(values) == 1:
        return middle
    return f"{middle} ({min(values):,.{places}f} to {max(values):,.{places}f})"
