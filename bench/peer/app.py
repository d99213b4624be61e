"""Takes webhooks as a short FastAPI tutorial would: check the signature, queue, answer."""

import hashlib
import hmac
import json
import os
from typing import Annotated

from fastapi import FastAPI, Header, HTTPException, Request

from bench.peer.tasks import process_webhook

app = FastAPI()
SECRET = os.environ["WEBHOOK_SECRET"].encode()


@app.post("/webhooks/salla")
async def receive(
    request: Request, x_salla_signature: Annotated[str, Header()] = ""
) -> dict[str, str]:
    """Queue a signed webhook and answer at once."""
    body = await request.body()
    expected = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, x_salla_signature):
        raise HTTPException(status_code=401, detail="wrong signature")
    process_webhook.delay(json.loads(body))
    return {"status": "ok"}
