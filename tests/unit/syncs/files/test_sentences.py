"""The dashboard has a sentence for every code, and it says the same as the command line."""

import ast
from pathlib import Path

from syncaty.syncs.files.faults import FAULTS
from syncaty.syncs.files.known import FIELDS
from syncaty.syncs.files.notes import SENTENCES
from syncaty.syncs.files.reasons import REASONS

WEB = Path(__file__).parents[4] / "syncaty" / "web" / "files"


def tables(name: str) -> dict[str, dict[str, str]]:
    """Give the tables of words in a file, without starting the dashboard."""
    found = {}
    for each in ast.parse((WEB / name).read_text(encoding="utf-8")).body:
        if isinstance(each, ast.AnnAssign) and isinstance(each.value, ast.Dict):
            assert isinstance(each.target, ast.Name)
            found[each.target.id] = {
                ast.literal_eval(key): ast.literal_eval(call.args[-1])
                for key, call in zip(each.value.keys, each.value.values, strict=True)
                if key is not None and isinstance(call, ast.Call)
            }
    return found


def test_sentences_are_the_same_in_both_places() -> None:
    held = tables("sentences.py")
    assert held == {"FAULTS": dict(FAULTS), "NOTES": dict(SENTENCES), "REASONS": dict(REASONS)}


def test_every_field_has_a_name() -> None:
    assert set(tables("words.py")["FIELDS"]) == set(FIELDS)
