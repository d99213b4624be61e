"""The Celery application: one task per webhook, one transaction per task."""

import os
from typing import Any

import psycopg
from celery import Celery
from celery.signals import worker_process_init
from psycopg import Connection
from psycopg.rows import TupleRow

from bench.peer.handle import handle

celery = Celery("peer", broker=os.environ["REDIS_URL"])
celery.conf.update(task_ignore_result=True, broker_connection_retry_on_startup=True)
_held: list[Connection[TupleRow]] = []


@worker_process_init.connect
def connect(**_: Any) -> None:
    """Open the worker process's own connection."""
    _held.append(psycopg.connect(os.environ["DOMAIN_DSN"], autocommit=True))


@celery.task(autoretry_for=(psycopg.OperationalError,), max_retries=5, retry_backoff=True)
def process_webhook(payload: dict[str, Any]) -> None:
    """Apply one webhook; a deadlock with the other process is tried again."""
    with _held[0].transaction():
        handle(_held[0], payload)
