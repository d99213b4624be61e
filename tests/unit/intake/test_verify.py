from datetime import UTC, datetime, timedelta

import pytest

from syncaty.intake.headers import Headers, read
from syncaty.intake.refusals import Refused
from syncaty.intake.verify import App, verify, verify_unknown
from syncaty.salla.signature import Strategy, sign
from syncaty.stores.secrets import Secret
from syncaty.stores.store import Store, StoreSecret

NOW = datetime(2026, 1, 1, tzinfo=UTC)
BODY = b"{}"
NO_APP = App((), "signature")


def store(strategy: Strategy, *secrets: StoreSecret) -> Store:
    return Store(7, "", "UTC", None, strategy, 0, secrets)


def held(number: int, text: str, hours: int | None = None) -> StoreSecret:
    ends = None if hours is None else NOW + timedelta(hours=hours)
    return StoreSecret(number, Secret(text), ends)


def sent(**values: str) -> Headers:
    return read((name.replace("_", "-").encode(), text.encode()) for name, text in values.items())


def signature(secret: str) -> Headers:
    return sent(x_salla_signature=sign(secret, BODY))


def reason(headers: Headers, of: Store, app: App = NO_APP) -> str:
    with pytest.raises(Refused) as error:
        verify(headers, BODY, of, app, NOW)
    assert error.value.store_id == 7
    return error.value.refusal.reason


def test_each_valid_secret_vouches_and_is_named() -> None:
    shop = store("signature", held(3, "new"), held(2, "old", hours=1))
    app = App((Secret("a1"), Secret("a2")), "token")
    found = {text: verify(signature(text), BODY, shop, app, NOW) for text in ("new", "old", "a2")}
    assert found == {"new": "3", "old": "2", "a2": "app"}


def test_a_secret_that_has_ended_does_not_vouch() -> None:
    shop = store("signature", held(3, "new"), held(2, "old", hours=0))
    assert reason(signature("old"), shop) == "signature_wrong"


def test_a_token_is_the_secret_itself() -> None:
    shop = store("token", held(3, "t"))
    assert verify(sent(authorization="t"), BODY, shop, NO_APP, NOW) == "3"
    for wrong in ("Bearer t", "T", sign("t", BODY), ""):
        assert reason(sent(authorization=wrong), shop) == "token_wrong"


def test_the_request_does_not_choose_the_strategy() -> None:
    as_token = sent(authorization="s", x_salla_security_strategy="Token")
    assert reason(as_token, store("signature", held(3, "s"))) == "wrong_strategy"
    as_signature = sent(x_salla_signature=sign("s", BODY), x_salla_security_strategy="Signature")
    assert reason(as_signature, store("token", held(3, "s"))) == "wrong_strategy"


def test_what_is_missing_is_named() -> None:
    assert reason(sent(), store("signature", held(3, "s"))) == "signature_missing"
    assert reason(sent(), store("token", held(3, "s"))) == "token_missing"
    assert reason(signature("s"), store("signature")) == "no_secret"


def test_for_an_unknown_store_only_the_app_can_vouch() -> None:
    app = App((Secret("a"),), "signature")
    assert verify_unknown(signature("a"), BODY, app) == "app"
    for headers, why in ((signature("b"), "unknown_store"), (sent(), "signature_missing")):
        with pytest.raises(Refused, match=why):
            verify_unknown(headers, BODY, app)
    with pytest.raises(Refused, match="unknown_store"):
        verify_unknown(signature("a"), BODY, NO_APP)
