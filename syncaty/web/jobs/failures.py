"""What a failure means to a person: what happened, what is safe, what to do."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from syncaty.jobs.job import Job

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Failure:
    """An error in words. `own` says that `title` is the error's own sentence, in English."""

    title: Text
    safe: Text
    todo: Text
    own: bool = False


_KEPT = _("Nothing was changed, and the webhook is kept whole.")
FAILURES = {
    "bad_money": Failure(
        _("The order’s total is not an amount of money"),
        _KEPT,
        _("When Salla sends the order again, it is taken from there. Look at the marked field."),
    ),
    "bad_id": Failure(
        _("The webhook does not say which order, customer or product it is about"),
        _KEPT,
        _("Nothing can be done with it. If it comes often, tell Salla’s support."),
    ),
    "bad_data": Failure(
        _("The webhook lacks the object that carries its news"),
        _KEPT,
        _("Nothing can be done with it. If it comes often, tell Salla’s support."),
    ),
    "not_json": Failure(
        _("The body is not JSON"),
        _KEPT,
        _("It was rightly signed, so look at what sends it; its raw bytes are below."),
    ),
    "not_envelope": Failure(
        _("The body is JSON, but not a webhook of Salla"),
        _KEPT,
        _("It was rightly signed, so look at what sends it; its raw bytes are below."),
    ),
    "rejected_by_database": Failure(
        _("The database refused a value of this webhook"),
        _KEPT,
        _("Trying again will not help. Look at the error below and report it."),
    ),
    "unexpected": Failure(
        _("Something unexpected went wrong"),
        _("Nothing was changed, and the webhook is kept whole."),
        _("If the cause has passed, run it again; if not, report the error below."),
    ),
    "killed_worker": Failure(
        _("The worker stopped in the middle of this job, more than once"),
        _("The job was set aside so that the others go on. Nothing was changed."),
        _("Look at the payload and the log, then run it again."),
    ),
}


def failure(job: Job) -> Failure:
    """Say why a job failed; an error without words of its own here speaks for itself."""
    known = FAILURES.get(job.error_code or "")
    return known or Failure(
        job.error or job.error_code or "",
        _KEPT,
        _("Run it again once the cause is gone."),
        own=True,
    )


def title(job: Job) -> Text:
    """Say in one line why a job failed or waits for another try."""
    return failure(job).title
