"""The page for operators lists every schedule, and the program has a handler for each."""

import re
from pathlib import Path

from syncaty.background import SCHEDULES, handlers
from syncaty.config import load

PAGE = Path(__file__).parents[3] / "docs/operate/background.md"


def test_every_schedule_and_no_other_is_described() -> None:
    table = PAGE.read_text(encoding="utf-8").partition("## By the clock")[2]
    described = re.findall(r"^\| `(\w+)` \| ", table, re.MULTILINE)
    assert sorted(described) == sorted(schedule.name for schedule in SCHEDULES)


def test_every_schedule_has_a_handler(tmp_path: Path) -> None:
    config = load({"SYNCATY_DATA_DIR": str(tmp_path)})
    assert {schedule.name for schedule in SCHEDULES} <= set(handlers(config, "dbname=none"))
