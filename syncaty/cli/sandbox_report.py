"""Tells people, and other programs, how a sandbox run goes and what it came to."""

import json

import typer

from syncaty.sandbox.report import Report


def progress(report: Report) -> None:
    """Tell in one line how far a run is."""
    answers = ", ".join(f"{what}: {count:,}" for what, count in report.answered.items())
    typer.echo(f"  {report.accepted:,} accepted so far ({answers or 'no answer yet'})", err=True)


def finish(report: Report, *, as_json: bool) -> None:
    """Print the figures; exit with 1 if something was given up or a forgery was accepted."""
    figures = report.figures()
    if as_json:
        typer.echo(json.dumps(figures))
    else:
        for name, value in figures.items():
            told = json.dumps(value) if isinstance(value, dict) else value
            typer.echo(f"{name.replace('_', ' '):<16} {told}")
    if report.forged_accepted:
        typer.echo("The receiver accepted deliveries with a false signature.", err=True)
    if report.gave_up:
        typer.echo(
            f"{report.gave_up:,} deliveries were never accepted. Is the address right, is the "
            "store added with this secret and strategy, and is the product running?",
            err=True,
        )
    if not report.good:
        raise typer.Exit(1)


def finish_whole(report: Report, *, as_json: bool) -> None:
    """Print the figures; a run that was stopped before its end exits with 130."""
    finish(report, as_json=as_json)
    if report.stopped:
        typer.echo("Stopped before the end.", err=True)
        raise typer.Exit(130)
