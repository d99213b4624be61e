import re
from pathlib import Path

from syncaty.analytics.metrics import METRICS

PAGE = Path(__file__).parents[3] / "docs/understand/metrics.md"


def test_every_figure_and_no_other_is_described() -> None:
    described = re.findall(r"^\| `(\w+)` \| ", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert described == list(METRICS)
