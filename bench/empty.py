"""An empty handler on the product's own server: what is left when a webhook costs nothing."""

import sys

from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bench.bodies import PATH
from syncaty.cli import serve


class Empty:
    """Answers 200 to any POST without looking at it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        await Response()(scope, receive, send)


application = Starlette(routes=[Route(PATH, Empty(), methods=["POST"])])

if __name__ == "__main__":
    with serve.listen("127.0.0.1", int(sys.argv[1])) as sock:
        serve.serve(application, sock)
