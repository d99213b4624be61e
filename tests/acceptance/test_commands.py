"""Commands beside a running `up`: they find it by its data directory."""

import hashlib
import hmac
import json

import httpx

from tests.acceptance.harness import Syncaty, Up

MERCHANT, SECRET = 55, "a-webhook-secret"
ORDER = {
    "id": 1,
    "reference_id": "ORD-1",
    "date": {"date": "2024-01-15", "time": "10:30:00", "timezone": "Asia/Riyadh"},
    "status": {"id": 1, "name": "completed"},
    "amounts": {"sub_total": 90, "shipping_cost": 10, "total": 100.5, "currency": "SAR"},
    "customer": {"id": 9, "first_name": "Mona", "last_name": "A", "mobile": "+966500000009"},
    "items": [{"id": 1, "name": "Oud", "quantity": 1, "price": 90, "product_id": 3}],
}


def send(up: Up, event: str, data: object, secret: str = SECRET) -> int:
    """Send a signed webhook; gives the status of the answer."""
    created = "2024-01-15T10:30:00Z"
    body = {"event": event, "merchant": MERCHANT, "created_at": created, "data": data}
    raw = json.dumps(body).encode()
    signature = hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    headers = {"X-Salla-Signature": signature, "Content-Type": "application/json"}
    return httpx.post(f"{up.address}/webhooks/salla", content=raw, headers=headers).status_code


def test_a_webhook_is_taken_in_applied_shown_and_exported(shared: Syncaty, up: Up) -> None:
    added = shared.run("store", "add", "--merchant", str(MERCHANT), "--secret", "-", typed=SECRET)
    assert f"Store {MERCHANT} is connected." in added.stdout
    assert SECRET not in added.stdout + added.stderr
    assert send(up, "order.created", ORDER) == 200
    assert send(up, "order.created", ORDER, secret="wrong") == 401
    assert shared.run("drain", "--timeout", "30").stdout == "Nothing waits.\n"
    exported = shared.run("export", "customers", "--store", str(MERCHANT)).stdout.splitlines()
    assert exported[1].startswith("9,Mona A,,+966500000009,1,100.50,2024-01-15,")
    assert shared.run("recompute", "--check").stdout.splitlines()[0] == "orders 0"
    found = json.loads(shared.run("status", "--json").stdout)
    assert found["up"]["address"] == up.address
    assert sorted(one["name"] for one in found["processes"]) == ["background", "front", "worker"]
    assert found["jobs"]["completed"] == 1
    assert len(found["workers"]) == 1


def test_a_webhook_waits_for_its_store(syncaty: Syncaty) -> None:
    syncaty.environment["SYNCATY_APP_SECRET"] = SECRET
    up = syncaty.up()
    assert send(up, "order.created", ORDER) == 200
    assert json.loads(syncaty.run("status", "--json").stdout)["jobs"]["waiting_for_store"] == 1
    added = syncaty.run("store", "add", "--merchant", str(MERCHANT), "--secret", "other")
    assert "1 webhooks that waited for it are processed now." in added.stdout
    syncaty.run("drain", "--timeout", "30")
    assert json.loads(syncaty.run("status", "--json").stdout)["jobs"]["completed"] == 1


def test_user_add_lets_a_person_sign_in(shared: Syncaty, up: Up) -> None:
    password = "seven-green-camels"
    said = shared.run("user", "add", "mona@example.com", "--password-stdin", typed=f"{password}\n")
    assert said.stdout == "mona@example.com can sign in now, and sees every store.\n"
    again = shared.run("user", "add", "mona@example.com", "--password-stdin", typed="x", code=1)
    assert again.stdout == ""
    assert password not in said.stderr
    with httpx.Client(base_url=up.address, follow_redirects=True) as client:
        page = client.get("/login")
        token = page.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        form = {"email": "mona@example.com", "password": password, "csrfmiddlewaretoken": token}
        inside = client.post("/login", data=form, headers={"Referer": up.address})
        assert inside.status_code == 200
        assert 'type="password"' not in inside.text


def test_a_merchant_and_his_token_see_the_store_he_owns(syncaty: Syncaty) -> None:
    up = syncaty.up()
    add_user = ("user", "add", "omar@example.com", "--merchant", "--password-stdin")
    said = syncaty.run(*add_user, typed="seven-green-camels\n")
    assert "sees stores he connects or is invited to" in said.stdout
    syncaty.run("store", "add", "--merchant", "55", "--secret", "s")
    syncaty.run("store", "add", "--merchant", "56", "--secret", "s")
    owner = ("store", "add", "--merchant", "55", "--owner")
    assert (
        "nobody@example.com has no account"
        in syncaty.run(*owner, "nobody@example.com", code=1).stderr
    )
    assert "has this owner" in syncaty.run(*owner, "omar@example.com").stdout
    token = syncaty.run("token", "create", "--name", "his", "--user", "omar@example.com").stdout
    with httpx.Client(base_url=up.address) as client:
        client.headers["Authorization"] = f"Bearer {token.strip()}"
        stores = client.get("/api/v1/stores").json()["items"]
        assert [each["id"] for each in stores] == [55]
        assert client.get("/api/v1/stores/56").status_code == 404


def test_token_create_prints_the_token_alone(shared: Syncaty) -> None:
    said = shared.run("token", "create", "--name", "warehouse")
    assert said.stdout.startswith("syncaty_")
    assert said.stdout.count("\n") == 1
    assert len(said.stdout.split()) == 1
    assert "cannot be shown again" in said.stderr


def test_each_role_runs_alone_beside_it(shared: Syncaty, up: Up) -> None:
    assert up.address
    for role, path in (("intake", "/webhooks/salla"), ("web", "/login")):
        process, lines = shared.begin(role, "--port", "0")
        address = lines.until(rf"action=.?{role}\.start.* address=.?(http://[\d.:]+)", 30)[1]
        assert httpx.get(f"{address}{path}").status_code == 200
        process.terminate()
        assert process.wait(60) == 0, lines.rest()
    process, lines = shared.begin("worker")
    lines.until("worker ready", 30)
    process.terminate()
    assert process.wait(60) == 0, lines.rest()


def test_log_lines_are_json_when_asked_for(syncaty: Syncaty) -> None:
    syncaty.environment["SYNCATY_LOG_FORMAT"] = "json"
    up = syncaty.up()
    up.stop()
    logged = [json.loads(line) for line in up.lines.rest().splitlines() if line.startswith("{")]
    actions = {line["action"] for line in logged}
    assert {"worker.start", "worker.stop"} <= actions
    assert all({"event", "level", "timestamp"} <= set(line) for line in logged)
