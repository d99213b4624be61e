"""The page on which a merchant agrees to give the app access, or does not."""

from html import escape
from pathlib import Path
from string import Template
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from syncaty.sandbox.server.world import World

_PAGE = Template(Path(__file__).with_name("consent.html").read_text(encoding="utf-8"))
_KEPT = ("client_id", "redirect_uri", "scope", "state")


class Consent:
    """Shows what is asked for (GET) and sends the merchant back with the decision (POST)."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def show(self, request: Request) -> Response:
        """Show the page, or say what is wrong with the address that led to it."""
        asked = {name: request.query_params.get(name, "") for name in _KEPT}
        with self._world.lock:
            wrong = self._wrong(asked, request.query_params.get("response_type", ""))
            if wrong is not None:
                return wrong
            return HTMLResponse(self._page(asked), headers={"cache-control": "no-store"})

    async def decide(self, request: Request) -> Response:
        """Send the merchant back to the app: with a code, or with the refusal."""
        form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        asked = {name: form.get(name, "") for name in _KEPT}
        with self._world.lock:
            wrong = self._wrong(asked, "code")
            if wrong is not None:
                return wrong
            answer = self._decided(asked, form)
        joint = "&" if urlsplit(asked["redirect_uri"]).query else "?"
        return RedirectResponse(f"{asked['redirect_uri']}{joint}{urlencode(answer)}", 303)

    def _decided(self, asked: dict[str, str], form: dict[str, str]) -> dict[str, str]:
        state = asked["state"].replace("-", "")  # as Salla does
        merchant = int(form["merchant"]) if form.get("merchant", "").isdigit() else 0
        if form.get("decision") != "agree" or merchant not in self._world.stores:
            told = "The resource owner denied the request"
            return {"error": "access_denied", "error_description": told, "state": state}
        scopes = self._world.granted(_scopes(asked))
        if not self._world.stores[merchant].installed:
            self._world.install(merchant)
            self._world.changed()
        code = self._world.grants.code(merchant, scopes, asked["redirect_uri"])
        return {"code": code, "scope": " ".join(scopes), "state": state}

    def _wrong(self, asked: dict[str, str], response_type: str) -> Response | None:
        settings = self._world.settings
        if settings.easy:  # such an app has no page of its own
            return PlainTextResponse("Not Found", 404)
        if asked["client_id"] != settings.client_id:
            return _told(f"invalid_client: no app has the client id {asked['client_id']!r}.")
        if response_type != "code":
            return _told("unsupported_response_type: response_type has to be code.")
        parts = urlsplit(asked["redirect_uri"])
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return _told("invalid_request: redirect_uri is no http address.")
        return None

    def _page(self, asked: dict[str, str]) -> str:
        world = self._world
        granted = world.granted(_scopes(asked))
        fresh = next((m for m in world.stores if not world.grants.connected(m)), 0)
        chosen = fresh or next(iter(world.stores))
        shops = [
            f'<label><input type="radio" name="merchant" value="{merchant}"'
            f"{' checked' if merchant == chosen else ''}> {escape(store.profile.name)}"
            f" <code>{merchant}</code></label>"
            for merchant, store in world.stores.items()
        ]
        hidden = [
            f'<input type="hidden" name="{name}" value="{escape(value)}">'
            for name, value in asked.items()
        ]
        return _PAGE.substitute(
            app=escape(world.settings.app_name),
            hidden="".join(hidden),
            shops="".join(shops),
            scopes="".join(f"<li><code>{escape(scope)}</code></li>" for scope in granted),
        )


def _scopes(asked: dict[str, str]) -> list[str]:
    return asked["scope"].replace(",", " ").split()


def _told(text: str) -> Response:
    return PlainTextResponse(text, 400)
