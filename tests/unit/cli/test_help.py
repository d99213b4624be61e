"""Help, examples and docs agree with the commands there are."""

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from syncaty.cli import app
from syncaty.config import SETTINGS

ROOT = Path(__file__).parents[3]
COMMAND = typer.main.get_command(app)
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def leaves(command: object = COMMAND, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Give the words of every command that does something and is not hidden."""
    inner = getattr(command, "commands", None)
    if inner is None:
        yield path
        return
    for name, one in inner.items():
        if not one.hidden:
            yield from leaves(one, (*path, name))


LEAVES = list(leaves())


def find(path: tuple[str, ...]) -> typer.core.TyperCommand:
    found = COMMAND
    for name in path:
        found = found.commands[name]  # type: ignore[attr-defined]
    return found  # type: ignore[return-value]


def understand(line: str) -> tuple[str, ...]:
    """Parse a command line as the shell and the program would; gives the command's words."""
    words = shlex.split(line.partition(">")[0])
    words = words[words.index("syncaty") + 1 :]
    path: tuple[str, ...] = ()
    while words and hasattr(find(path), "commands"):
        path = (*path, words.pop(0))
    find(path).make_context(path[-1], words)
    return path


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_every_command_has_help_with_an_example_that_is_understood(path: tuple[str, ...]) -> None:
    command = find(path)
    assert command.help
    assert command.epilog is not None
    example = command.epilog.removeprefix("Example: ")
    assert example != command.epilog
    assert understand(example) == path


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_every_command_is_documented(path: tuple[str, ...]) -> None:
    page = (ROOT / "docs/operate/commands.md").read_text(encoding="utf-8")
    assert f"### `syncaty {' '.join(path)}`\n" in page


def test_the_page_of_commands_names_no_other() -> None:
    page = (ROOT / "docs/operate/commands.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^### `syncaty (.*)`$", page, re.MULTILINE)) == {
        " ".join(path) for path in LEAVES
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_command_lines_in_the_docs_are_understood(page: Path) -> None:
    for line in page.read_text(encoding="utf-8").splitlines():
        if re.match(r"^ {4,}(\S*/)?syncaty ", line):
            understand(re.sub(r"^\s*\S*syncaty ", "syncaty ", line))


def test_the_container_files_call_commands_that_exist() -> None:
    compose = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    docker = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    called = re.findall(r"^\s*command: (\[.*\])$", compose, re.MULTILINE)
    called += re.findall(r"^CMD (\[.*\])$", docker, re.MULTILINE)
    paths = {understand(shlex.join(["syncaty", *json.loads(words)]))[0] for words in called}
    assert paths == {"migrate", "intake", "web", "worker", "background", "up"}


def test_the_container_image_copies_files_that_exist() -> None:
    docker = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    kept = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for line in re.findall(r"^COPY (?!--from)(.*)$", docker, re.MULTILINE):
        for name in line.split()[:-1]:
            assert (ROOT / name).exists()
            assert f"!{name.split('/')[0]}" in kept


def test_every_setting_is_documented_with_its_default() -> None:
    page = (ROOT / "docs/operate/settings.md").read_text(encoding="utf-8")
    rows = {row.split("|")[1].strip(): row for row in page.splitlines() if row.startswith("| `")}
    assert set(rows) == {f"`{setting.variable}`" for setting in SETTINGS.values()}
    for setting in SETTINGS.values():
        row = rows[f"`{setting.variable}`"]
        assert f"| `{setting.default}` |" in row or (not setting.default and "| none |" in row)
        assert setting.meaning in row
        assert ("**secret**" in row) == setting.secret


def test_help_loads_nothing_that_only_working_needs() -> None:
    code = "import sys, syncaty.cli; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "typer" in loaded
    heavy = {"django", "psycopg", "starlette", "uvicorn", "structlog", "httpx", "rich"}
    assert heavy.isdisjoint(loaded)
