"""Reads the events that Salla sends about the app itself, `app.*`. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

import msgspec

from syncaty.salla.times import read_time

PREFIX = "app."
AUTHORIZE = "app.store.authorize"

PlanState = Literal["trial", "active", "expired", "canceled"]

PLAN_STATES: Mapping[str, PlanState] = {
    "app.trial.started": "trial",
    "app.trial.expired": "expired",
    "app.trial.canceled": "canceled",
    "app.subscription.started": "active",
    "app.subscription.renewed": "active",
    "app.subscription.expired": "expired",
    "app.subscription.canceled": "canceled",
}
HEARD: Mapping[str, str] = {
    "app.installed": "installed",
    "app.updated": "app_updated",
    **{event: event.removeprefix(PREFIX).replace(".", "_") for event in PLAN_STATES},
}
"""Events that are told on the store's page, with the kind they are kept under."""

_RIYADH = ZoneInfo("Asia/Riyadh")
_decode = msgspec.json.Decoder().decode


@dataclass(frozen=True, slots=True)
class Plan:
    """What an event says of the app's subscription. `rank`: a subscription outranks a trial;
    `begins` says that it starts or renews.
    """

    name: str | None
    state: PlanState
    ends_at: datetime | None
    rank: int
    begins: bool


def read_data(body: bytes) -> tuple[Mapping[str, Any], object]:
    """Give `data` (empty when it is no object) and `created_at` of a body."""
    try:
        outer = _decode(body)
    except (ValueError, RecursionError):
        return {}, None
    if not isinstance(outer, dict):
        return {}, None
    data = outer.get("data")
    return (data if isinstance(data, dict) else {}), outer.get("created_at")


def occurred_at(created_at: object, received_at: datetime) -> datetime:
    """Give when an event happened, never later than it came.

    App events name no zone. They seem to be in UTC (salla reference, section 8); one that would
    then lie in the future is in Riyadh's time, as Salla sends again for a quarter of an hour only.
    """
    try:
        found = read_time(created_at, UTC)
        if found is not None and found > received_at + timedelta(hours=1):
            found = read_time(created_at, _RIYADH)
    except ValueError:
        found = None
    return received_at if found is None else min(found, received_at)


def read_plan(event: str, data: Mapping[str, Any]) -> Plan | None:
    """Read the app's subscription; None where the event is about none, or about an add-on."""
    state = PLAN_STATES.get(event)
    if state is None or data.get("item_type") == "addon":
        return None
    name = text(data, "plan_name") or text(data, "plan_type")
    try:
        ends_at = read_time(data.get("end_date"), UTC)
    except ValueError:
        ends_at = None
    rank = 1 if event.startswith("app.trial.") else 2
    return Plan(name, state, ends_at, rank, begins=state in ("trial", "active"))


def text(data: Mapping[str, Any], key: str) -> str | None:
    """Give a short text of the data, or None."""
    value = data.get(key)
    if not isinstance(value, str):
        return None
    return value.replace("\0", "").strip()[:200] or None
