"""The token endpoint and user info, with Salla's bare OAuth errors."""

import asyncio
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from syncaty.sandbox.server.answers import error, unauthorised
from syncaty.sandbox.server.grants import Grant, GrantError
from syncaty.sandbox.server.world import World

_NO_STORE = {"cache-control": "no-store"}


class Tokens:
    """Gives tokens for codes and refresh tokens, and says whose they are."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def token(self, request: Request) -> Response:
        """Answer a token request, form-encoded, or do what the fault in force says."""
        form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        faults = self._world.faults
        if faults.token == "error":  # noqa: S105  a fault's name
            return PlainTextResponse("Internal Server Error", 500)
        if faults.token == "nonsense":  # noqa: S105
            return PlainTextResponse("<html><body>Just a moment ...</body></html>", 200)
        if faults.token == "slow":  # noqa: S105
            await asyncio.sleep(faults.token_seconds)
        with self._world.lock:
            return self._answer(form)

    async def user_info(self, request: Request) -> Response:
        """Say whose token it is: the person, the shop and what was granted."""
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        world = self._world
        with world.lock:
            status = world.faults.user_info_status
            if status:
                answer = error(status, status, "Server Error")
                return Response(answer.body, answer.status, media_type="application/json")
            grant = world.grants.holder(token)
            if grant is None:
                answer = unauthorised()
                return Response(answer.body, answer.status, media_type="application/json")
            about = self._about(grant)
        if world.settings.wrapped:
            return JSONResponse({"status": 200, "success": True, "data": about})
        return JSONResponse(about)

    def _answer(self, form: dict[str, str]) -> Response:
        world = self._world
        world.token_calls += 1
        settings = world.settings
        known = (settings.client_id, settings.client_secret)
        wrong = world.faults.token == "invalid_client"  # noqa: S105
        if wrong or (form.get("client_id"), form.get("client_secret")) != known:
            return _refused("invalid_client", "Client authentication failed.")
        try:
            match form.get("grant_type"):
                case "authorization_code":
                    grant = world.grants.redeem(form.get("code", ""), form.get("redirect_uri", ""))
                    return self._pair(grant, new_refresh=True)
                case "refresh_token":
                    grant, new = world.grants.refresh(form.get("refresh_token", ""))
                    return self._pair(grant, new_refresh=new)
        except GrantError as refused:
            return _refused("invalid_grant", str(refused))
        finally:
            world.changed()
        return _refused("unsupported_grant_type", "No such grant type.", 400)

    def _pair(self, grant: Grant, *, new_refresh: bool) -> Response:
        settings = self._world.settings
        expiry: dict[str, dict[str, int]] = {
            "expires_in": {"expires_in": settings.access_seconds},
            "duration": {"expires": settings.access_seconds},
            "instant": {"expires": int(grant.access_until)},
        }
        pair: dict[str, object] = {
            "access_token": grant.access,
            **expiry[settings.expires],
            "scope": " ".join(grant.scopes),
            "token_type": "bearer",
        }
        if new_refresh and grant.refresh:
            pair["refresh_token"] = grant.refresh
        return JSONResponse(pair, headers=_NO_STORE)

    def _about(self, grant: Grant) -> dict[str, object]:
        settings = self._world.settings
        profile = self._world.stores[grant.merchant].profile
        return {
            "id": profile.merchant // 3 + 1,
            "name": profile.owner,
            "email": profile.email,
            "mobile": "+966500000000",
            "role": "user",
            "created_at": "2022-04-11 12:27:30",
            "merchant": {
                "id": profile.merchant,
                "username": f"shop-{profile.merchant}",
                "name": profile.name,
                "avatar": "https://cdn.shop.example/avatar.png",
                "store_location": "24.7136,46.6753",
                "plan": profile.shown_plan,
                "status": "active",
                "domain": profile.domain,
                "tax_number": None,
                "commercial_number": None,
                "created_at": "2022-04-11 12:27:30",
            },
            "context": {
                "app": settings.app_id,
                "scope": " ".join(grant.scopes),
                "exp": int(grant.access_until),
            },
        }


def _refused(kind: str, description: str, status: int = 401) -> Response:
    told = {"error": kind, "error_description": description}
    return JSONResponse(told, status, headers=_NO_STORE)
