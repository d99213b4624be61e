"""What a run of `--segments` came to: a table for people and all figures as JSON."""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median

from bench.live import Followed
from bench.previews import PACE, Previewed
from bench.report import commit, machine
from bench.segments import Results
from syncaty.clock import utc_now


def write(found: Results, server: dict[str, str], folder: Path) -> Path:
    """Keep the tables and figures; gives the path of the tables."""
    folder.mkdir(parents=True, exist_ok=True)
    at = utc_now()
    path = folder / f"{at:%Y-%m-%d}-{commit()}-segments.md"
    head = (
        f"# Measured {at:%Y-%m-%d %H:%M} UTC at {commit()}\n\n{machine()}; load after "
        f"{os.getloadavg()[0]:.1f}. PostgreSQL {server['server_version']}, fsync "
        f"{server['fsync']}, synchronous_commit {server['synchronous_commit']}. Each figure is the "
        "median of its turns (lowest to highest)."
    )
    parts = [head, *_parts(found), "## Aims", "\n".join(_aims(found))]
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    figures = {"at": at.isoformat(timespec="seconds"), "server": server, **asdict(found)}
    path.with_suffix(".json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return path


def _parts(found: Results) -> Iterator[str]:
    if found.previews and found.busy_previews:
        yield _previews(found.scale.middle, found.previews, found.busy_previews)
    if found.middle and found.large:
        rows = [(found.scale.middle, found.middle), (found.scale.large, found.large)]
        lines = [f"| {customers:,} | {_followed(turns)} |" for customers, turns in rows]
        yield _table(
            "From the answer to membership that another connection reads",
            "| customers | events a second | answered p99 ms | p50 ms | p99 ms | longest ms |",
            lines,
        )
    if found.costs:
        yield _costs(found)
    if found.recomputed and found.others:
        yield _recomputed(found)
    if found.jump:
        jump = found.jump
        yield (
            f"## An edge jumps\n\nEdge {jump.edge} of F of {jump.buyers:,} buyers went from "
            f"{jump.before} to {jump.after} order(s), over {jump.passed:,} customers who have as "
            f"many, while {jump.followed.per_second:.0f} orders a second came. From an answer to "
            f"visible membership: p50 {jump.followed.p50:.0f} ms, p99 {jump.followed.p99:.0f} ms, "
            f"longest {jump.followed.longest:.0f} ms."
        )
    if found.midnights:
        lines = [
            f"| {each.customers:,} | {each.judged:,} | {each.moved:,} | {each.seconds:.1f} "
            f"| {each.longest:.2f} |"
            for each in found.midnights
        ]
        yield _table(
            "A store's midnight, with 50 segments of which ten turn with time",
            "| customers | judged | moves | seconds | longest hold of the store, seconds |",
            lines,
        )


def _previews(customers: int, quiet: Previewed, busy: Previewed) -> str:
    rows = [("at rest", quiet), (f"while {PACE:.0f} webhooks a second are applied", busy)]
    lines = [
        f"| {name} | {each.quantile(0.5):.0f} | {each.quantile(0.95):.0f} "
        f"| {each.quantile(1):.0f} | `{each.slowest[0]}`: {each.slowest[1]:.0f} |"
        for name, each in rows
    ]
    return _table(
        f"Previews: {len(quiet.waits)} rules, {customers:,} customers",
        "| | p50 ms | p95 ms | longest ms | slowest rule, its median |",
        lines,
    )


def _followed(turns: Sequence[Followed]) -> str:
    columns = ("per_second", "answer_p99", "p50", "p99", "longest")
    return " | ".join(_spread([getattr(each, name) for each in turns]) for name in columns)


def _costs(found: Results) -> str:
    pairs = found.costs or []
    lines = [
        f"| {name} | {_spread([each.cpu for each in turns], 3)} "
        f"| {_spread([each.wall for each in turns], 3)} |"
        for name, turns in (
            (f"{found.scale.little:,} customers", [each for each, _ in pairs]),
            (f"{found.scale.large:,} customers", [each for _, each in pairs]),
        )
    ]
    cpu, wall = _cost_ratios(found)
    lines.append(f"| times | {_spread(cpu, 2)} | {_spread(wall, 2)} |")
    return _table(
        "Cost of an event: worker and its server process, a backlog",
        "| | CPU ms | wall ms |",
        lines,
    )


def _cost_ratios(found: Results) -> tuple[list[float], list[float]]:
    pairs = found.costs or []
    return (
        [large.cpu / little.cpu for little, large in pairs],
        [large.wall / little.wall for little, large in pairs],
    )


def _recomputed(found: Results) -> str:
    ours, others = found.recomputed or [], found.others or []
    lines = [
        f"| Syncaty, scores from orders | {_spread([each.scores for each in ours], 2)} |",
        f"| Syncaty, 50 segments | {_spread([each.members for each in ours], 2)} |",
        f"| both | {_spread([each.scores + each.members for each in ours], 2)} |",
        f"| `recompute --check`: everything | {_spread([each.everything for each in ours], 2)} |",
        f"| reading those orders out of PostgreSQL | {_spread([e.read for e in others], 2)} |",
        f"| pandas, scores, once read | {_spread([each.pandas for each in others], 2)} |",
        f"| DuckDB, scores, once read | {_spread([each.duckdb for each in others], 2)} |",
    ]
    for name in ("pandas", "duckdb"):
        times = [
            mine.scores / (each.read + getattr(each, name))
            for mine, each in zip(ours, others, strict=True)
        ]
        lines.append(f"| Syncaty's scores to reading and {name}, times | {_spread(times, 2)} |")
    text = (
        f"{others[0].buyers:,} buyers, {others[0].orders:,} orders that count. All three give the "
        "same scores."
    )
    return _table(
        f"Full recomputation of {found.scale.large:,} customers", "| | seconds |", lines, text
    )


def _aims(found: Results) -> Iterator[str]:
    if found.previews:
        yield _aim("previews within 300 ms at p95", found.previews.quantile(0.95) < 300)
    if found.busy_previews:
        yield _aim("the same under load", found.busy_previews.quantile(0.95) < 300)
    for turns, most_p50, most_p99 in ((found.middle, 150, 1000), (found.large, None, 2000)):
        if not turns:
            continue
        pace = median(each.per_second for each in turns)
        if most_p50:
            met = median(each.p50 for each in turns) < most_p50
            yield _aim(f"at {pace:.0f} a second p50 under {most_p50} ms", met)
        met = median(each.p99 for each in turns) < most_p99
        yield _aim(f"at {pace:.0f} a second p99 under {most_p99} ms", met)
    if found.costs:
        met = median(_cost_ratios(found)[0]) <= 1.5
        yield _aim("an event costs at most 1.5 times as much in the large store", met)
    if found.recomputed:
        both = median(each.scores + each.members for each in found.recomputed)
        yield _aim("scores and 50 segments recomputed within 20 s", both < 20)
    if found.jump:
        yield _aim("no webhook waits a second for an edge", found.jump.followed.longest < 1000)
    if found.midnights:
        # It is looked for every twenty seconds, and is to be over a minute after it struck.
        longest = max(each.seconds for each in found.midnights)
        yield _aim("segments turn within a minute of a store's midnight", longest < 40)


def _aim(text: str, met: bool) -> str:
    return f"- {'met' if met else 'missed'}: {text}"


def _table(title: str, head: str, lines: Sequence[str], text: str = "") -> str:
    rule = "|---|" + "---:|" * (head.count("|") - 2)
    return "\n".join([f"## {title}", "", *([text, ""] if text else []), head, rule, *lines])


def _spread(values: Sequence[float], digits: int = 0) -> str:
    low, middle, high = min(values), median(values), max(values)
    return f"{middle:,.{digits}f} ({low:,.{digits}f} to {high:,.{digits}f})"
