"""A JSON body as a tree: exact figures, masked contacts, bounded size."""

import json
from collections.abc import Iterator

import pytest

from syncaty.web.drawing import tree
from syncaty.web.drawing.tree import Node


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _nodes(child)


def _find(node: Node, path: str) -> Node:
    return next(each for each in _nodes(node) if each.path == path)


def test_numbers_keep_their_own_spelling() -> None:
    root = tree.build(b'{"id": 6884301942215570021, "total": 1284.50, "small": 1e-7}')
    assert [child.text for child in root.children] == ["6884301942215570021", "1284.50", "1e-7"]
    assert [child.exact for child in root.children] == [True, False, False]


def test_paths_lead_through_objects_and_lists() -> None:
    root = tree.build('{"data": {"items": [{"sku": "A"}]}}')
    assert _find(root, "data.items[0].sku").text == "A"


def test_keys_that_come_twice_are_both_shown() -> None:
    root = tree.build('{"a": 1, "a": 2}')
    assert [(child.key, child.text) for child in root.children] == [("a", "1"), ("a", "2")]


def test_contacts_are_masked_unless_asked_for() -> None:
    body = json.dumps({"mobile": 966501234578, "email": "noura@example.com", "name": "نورة"})
    hidden = tree.build(body)
    assert [child.masked for child in hidden.children] == [True, True, False]
    assert "501234" not in str(hidden)
    assert "noura" not in str(hidden)
    shown = tree.build(body, masked=False)
    assert shown.children[0].text == "966501234578"


def test_long_lists_are_folded_and_huge_bodies_cut() -> None:
    root = tree.build(json.dumps({"items": list(range(5000))}))
    items = _find(root, "items")
    assert not items.unfolded
    assert items.size == 5000
    assert items.hidden == 5000 - len(items.children)
    assert sum(1 for _ in _nodes(root)) <= tree.MOST_NODES


def test_what_is_not_json_is_refused() -> None:
    with pytest.raises(ValueError, match="Expecting"):
        tree.build(b"{oops")


def test_deep_bodies_do_not_break_the_walk() -> None:
    *_, last = _nodes(tree.build("[" * 500 + "]" * 500))
    assert (last.size, last.hidden) == (1, 1)
    with pytest.raises(ValueError, match="too deeply"):
        tree.build("[" * 100_000 + "]" * 100_000)
