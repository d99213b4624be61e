"""Errors a person is meant to read: what happened, what is safe, what to do."""

from typing import Literal, get_args

ErrorCode = Literal[
    "not_json",
    "not_envelope",
    "bad_data",
    "bad_id",
    "bad_money",
    "rejected_by_database",
    "unexpected",
    "killed_worker",
    "tokens_unreadable",
]
ERROR_CODES: tuple[ErrorCode, ...] = get_args(ErrorCode)
"""Why a job failed or is tried again: a closed list, documented in docs/operate/errors.md."""


class SyncatyError(Exception):
    """Base of every error the product raises on purpose."""


class SettingError(SyncatyError):
    """A setting is missing or cannot be used; the message names it and says what to set."""


class PermanentError(SyncatyError):
    """A job met a fault that no retry can cure, such as a field that will never decode.

    `path` names the place in the body, in dotted form, or is empty.
    """

    def __init__(self, code: ErrorCode, message: str, path: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.path = path
