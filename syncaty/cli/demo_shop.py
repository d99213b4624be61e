"""Connects the demo's shop as its merchant would: signs in, presses connect, agrees at Salla."""

import re
import time
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import httpx

from syncaty.errors import SyncatyError

PATIENCE = 60.0  # seconds that the stand-in may take to make its shops
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_CONSENT = re.compile(r'href="([^"]*/oauth2/auth\?[^"]*)"')

_NOT_CONNECTED = (
    "The demo's shop could not be connected: {}. Nothing is lost; the log of the demo says more. "
    "Start it again to try once more."
)


class NotConnectedError(SyncatyError):
    """The demo's shop could not be connected."""


def connected(salla: str) -> list[int]:
    """Wait until the stand-in answers, and give the shops that have granted the app anything.

    Raises NotConnectedError.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            told = httpx.get(f"{salla}/_control", timeout=5).json()
            return [int(each) for each, held in told["stores"].items() if held["connected"]]
        except (httpx.HTTPError, ValueError) as error:
            if time.monotonic() > deadline:
                raise NotConnectedError(
                    "The stand-in for Salla did not start; the log says why. Nothing is lost."
                ) from error
            time.sleep(0.1)


def connect(address: str, email: str, password: str, merchant: int) -> None:
    """Connect the shop in the dashboard at `address`; raises NotConnectedError."""
    try:
        with httpx.Client(base_url=address, follow_redirects=True, timeout=30) as browser:
            _press(browser, "/login", email=email, password=password)
            leading = _press(browser, "/connect")
            found = _CONSENT.search(leading.text)
            if found is None:
                failed = f"{leading.url.path} did not lead to Salla"
                raise NotConnectedError(_NOT_CONNECTED.format(failed))
            arrived = _agree(browser, unescape(found[1]), merchant)
    except httpx.HTTPStatusError as error:
        failed = f"{error.request.url.path} answered {error.response.status_code}"
        raise NotConnectedError(_NOT_CONNECTED.format(failed)) from error
    except httpx.HTTPError as error:
        raise NotConnectedError(_NOT_CONNECTED.format(error)) from error
    if f"/{merchant}" not in arrived.url.path:
        raise NotConnectedError(_NOT_CONNECTED.format(f"the way back led to {arrived.url}"))


def _press(browser: httpx.Client, path: str, **fields: str) -> httpx.Response:
    """Open a page and send its form, as a press of its button does."""
    token = _TOKEN.search(browser.get(path).raise_for_status().text)
    form = {"csrfmiddlewaretoken": token[1] if token else "", **fields}
    return browser.post(path, data=form).raise_for_status()


def _agree(browser: httpx.Client, consent: str, merchant: int) -> httpx.Response:
    """Agree at the stand-in's consent page and go back where it leads."""
    parts = urlsplit(consent)
    form = {**dict(parse_qsl(parts.query)), "decision": "agree", "merchant": str(merchant)}
    page = f"{parts.scheme}://{parts.netloc}{parts.path}"
    return browser.post(page, data=form).raise_for_status()
