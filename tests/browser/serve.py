"""Serves the dashboard for browser tests: `-m tests.browser.serve PORT`, set by environment."""

import os
import sys

import uvicorn
from a2wsgi import WSGIMiddleware

from syncaty import config
from syncaty.web import start


def main() -> None:
    """Bring the accounts up to date, make the person the tests sign in as, and serve."""
    settings = config.load()
    start.setup(settings, pieces=True)
    start.migrate(settings)
    from syncaty.web.accounts.services import create_user  # noqa: PLC0415  # needs Django set up

    create_user(
        os.environ["TEST_EMAIL"], os.environ["TEST_PASSWORD"], "Sara Al-Harbi", operator=True
    )
    app = WSGIMiddleware(start.application(settings), workers=4)
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")


if __name__ == "__main__":
    main()
