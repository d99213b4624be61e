"""Serves the dashboard alone for browser tests: `serve.py PORT`, settings by environment."""

import os
import sys

import uvicorn
from a2wsgi import WSGIMiddleware

from syncaty import config
from syncaty.web import start
from syncaty.web.accounts.services import create_user


def main() -> None:
    """Bring the accounts up to date, make the person the tests sign in as, and serve."""
    settings = config.load()
    start.migrate(settings)
    create_user(os.environ["TEST_EMAIL"], os.environ["TEST_PASSWORD"], "Sara Al-Harbi")
    app = WSGIMiddleware(start.application(settings, pieces=True), workers=4)
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")  # type: ignore[arg-type]


main()
