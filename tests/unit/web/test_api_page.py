import re
from pathlib import Path

import pytest

from syncaty.web.api.codes import CODES, ApiError, unknown

PAGE = Path(__file__).parents[3] / "docs/connect/api.md"


def test_every_code_and_no_other_is_described_with_its_status() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \| ", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert {code: int(status) for code, status in rows} == CODES


def test_an_error_has_a_code_of_the_list() -> None:
    assert unknown("order", 5, 77).status == 404
    assert str(unknown("job", 5)).startswith("There is no job 5.")
    with pytest.raises(KeyError):
        ApiError("made_up", "no")
