"""The closed list of what an answer of the API can say went wrong. Pure.

docs/connect/api.md explains each; a test keeps the two alike.
"""

from syncaty.errors import SyncatyError

CODES: dict[str, int] = {
    "unauthorized": 401,
    "unknown_address": 404,
    "unknown_store": 404,
    "unknown_job": 404,
    "unknown_sync": 404,
    "unknown_customer": 404,
    "unknown_order": 404,
    "unknown_product": 404,
    "unknown_segment": 404,
    "method_not_allowed": 405,
    "sync_not_so": 409,
    "read_only": 409,
    "key_taken": 409,
    "segment_named": 409,
    "not_a_list": 409,
    "consent_gone": 409,
    "too_large": 413,
    "bad_parameter": 422,
    "bad_cursor": 422,
    "bad_rule": 422,
    "segment_cycle": 422,
    "bad_key": 422,
    "bad_name": 422,
    "bad_kind": 422,
    "too_many": 422,
    "list_empty": 422,
    "list_too_long": 422,
    "list_full": 422,
    "period_reversed": 422,
    "period_too_long": 422,
    "internal": 500,
    "unavailable": 503,
}
"""Each code with the status it is answered with."""


class ApiError(SyncatyError):
    """A request that cannot be answered as asked; `code` is one of CODES, `path` its place."""

    def __init__(self, code: str, message: str, path: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.path = path
        self.status = CODES[code]


def unknown(what: str, number: object, store_id: int | None = None) -> ApiError:
    """Say that there is no such job, customer, order, product or segment."""
    where = "" if store_id is None else f" in store {store_id}"
    return ApiError(
        f"unknown_{what}",
        f"There is no {what} {number}{where}. Nothing was changed; check the number.",
    )
