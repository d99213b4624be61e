"""A status is known by slug, then by id, and never fails for being new."""

import pytest

from syncaty.salla.statuses import BASE_STATUSES, Status, read_status


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            {
                "id": 814202285,
                "name": "تم الشحن",
                "slug": "shipped",
                "customized": {"name": "مع X"},
            },
            Status("shipped", 814202285, "تم الشحن", "مع X"),
        ),
        ({"id": "1298199463", "name": "تم"}, Status("completed", 1298199463, "تم", None)),
        ({"id": 5, "name": " Packed Up "}, Status("packed up", 5, "Packed Up", None)),
        ({"id": 5, "slug": "Closed", "customized": []}, Status("closed", 5, None, None)),
        (
            {"id": 5, "name": "تم", "slug": "done", "customized": {"id": 6, "name": "تم"}},
            Status("done", 5, "تم", None),
        ),
        ({"slug": "x", "customized": "خاص"}, Status("x", None, None, "خاص")),
        ({"id": 5}, Status("5", 5, None, None)),
        ("تم التنفيذ", Status("تم التنفيذ", None, "تم التنفيذ", None)),
        ("Pending", Status("pending", None, "Pending", None)),
        (525144736, Status("canceled", 525144736, "525144736", None)),
    ],
)
def test_every_form(value: object, expected: Status) -> None:
    assert read_status(value) == expected


@pytest.mark.parametrize("value", [None, "", {}, [], {"name": ""}, {"slug": [], "name": {}}])
def test_empties(value: object) -> None:
    assert read_status(value) is None


@pytest.mark.parametrize("value", [True, [1], ["x"]])
def test_what_is_no_status(value: object) -> None:
    with pytest.raises(ValueError, match="is not a status"):
        read_status(value)


def test_the_base_statuses_are_known_by_id_alone() -> None:
    for status_id, slug in BASE_STATUSES.items():
        found = read_status({"id": status_id, "name": "اسم جديد"})
        assert found is not None
        assert found.key == slug
