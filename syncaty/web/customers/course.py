"""A customer's scores and segment over time, as the profile draws and lists them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from syncaty.segments.steps import Step
from syncaty.web.drawing.steps import Standing, Steps
from syncaty.web.drawing.steps import steps as draw
from syncaty.web.stores import Store


@dataclass(frozen=True, slots=True)
class Course:
    """The drawing: a name and the score now for each line, and each step with its place."""

    drawn: Steps
    rows: tuple[tuple[str, str, tuple[str, ...]], ...]
    steps: tuple[tuple[Step, str], ...]

    @property
    def newest_first(self) -> tuple[Step, ...]:
        """The steps as the table lists them."""
        return tuple(step for step, _ in reversed(self.steps))


def course(found: Sequence[Step], store: Store, now: datetime) -> Course | None:
    """Lay a customer's steps out, oldest first; None without any."""
    if not found:
        return None
    standings = [Standing(each.at, each.to_code, each.to_segment) for each in found]
    drawn = draw(standings, now, store.zone)
    code = found[-1].to_code
    scores = [*str(code)] if code is not None else ["–"] * 3
    names = (_("Recency"), _("Frequency"), _("Money"))
    return Course(
        drawn=drawn,
        rows=tuple(zip(names, scores, drawn.lines, strict=True)),
        steps=tuple(zip(found, drawn.places, strict=True)),
    )
