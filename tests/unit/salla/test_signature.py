"""The signature is checked over raw bytes, against vectors and a signer that is not ours."""

import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncaty.salla.signature import matching_secret, sign

SECRET = "demo-webhook-secret-2026"
BODY = (
    rb'{"event":"product.created","merchant":1305146709,'
    rb'"created_at":"Wed Jul 7 2021 14:50:48 GMT+0300","data":{"id":1025569331,'
    rb'"name":"\u0642\u0647\u0648\u0629","url":"https:\/\/salla.sa\/demo\/p1025569331",'
    rb'"price":{"amount":20.0,"currency":"SAR"}}}'
)
HEX = b"571a3a5390640651312a8b5f1794ea4b42cae733e90791d36fd137ddf5d0b5e6"


def test_the_published_vector_is_reproduced() -> None:
    assert len(BODY) == 243
    assert sign(SECRET, BODY).encode() == HEX


@pytest.mark.parametrize(
    "of_a_reserialised_body",
    [
        b"1b1404de84f643af1bdf9aa838bcba11dca13380fbf82dd0d502ff9693407e21",
        b"d4d2b39ff8dab062298ed8b38f3a71edb63f9e441230c27eecfeaa986927aecf",
        b"68fe6307f03cbea93a246cd8a3eede6bab9b05715c27775907bcb52b1035047b",
        b"d4732c419d787b52af79dc2daa118ec70bd83101998de3123a5824cc506db151",
    ],
)
def test_signatures_over_other_bytes_are_refused(of_a_reserialised_body: bytes) -> None:
    assert matching_secret("signature", [SECRET], BODY, signature=of_a_reserialised_body) is None


@pytest.mark.skipif(shutil.which("openssl") is None, reason="the openssl program is not installed")
@pytest.mark.parametrize("secret", [SECRET, "سر-المتجر", "with spaces & signs!"])
def test_openssl_signs_alike(secret: str) -> None:
    answer = subprocess.run(
        ["openssl", "dgst", "-sha256", "-hmac", secret, "-hex"],
        input=BODY,
        capture_output=True,
        check=True,
    )
    assert answer.stdout.split()[-1].decode() == sign(secret, BODY)


def test_the_secret_that_matches_is_named() -> None:
    secrets = ["old-secret", SECRET, "new-secret", SECRET]
    assert matching_secret("signature", secrets, BODY, signature=HEX) == 1
    assert matching_secret("signature", ["old-secret"], BODY, signature=HEX) is None
    assert matching_secret("signature", [], BODY, signature=HEX) is None


@pytest.mark.parametrize("received", [HEX.upper(), b" " + HEX + b" "])
def test_case_and_surrounding_space_of_the_hex_do_not_matter(received: bytes) -> None:
    assert matching_secret("signature", [SECRET], BODY, signature=received) == 0


@pytest.mark.parametrize(
    "received", [None, b"", b"sha256=" + HEX, HEX[:-1], HEX + b"0", "قهوة".encode(), b"\xff\xfe"]
)
def test_a_missing_or_odd_signature_never_matches(received: bytes | None) -> None:
    assert matching_secret("signature", [SECRET], BODY, signature=received) is None


def test_the_token_strategy_compares_the_secret_itself() -> None:
    token = SECRET.encode()
    assert matching_secret("token", ["x", SECRET], BODY, authorization=token) == 1
    assert matching_secret("token", ["متجر"], BODY, authorization="متجر".encode()) == 0
    for wrong in (None, b"", b"Bearer " + token, token.upper(), token[:-1], b"\xe9"):
        assert matching_secret("token", [SECRET], BODY, authorization=wrong) is None


def test_the_strategy_decides_which_header_counts() -> None:
    token = SECRET.encode()
    assert matching_secret("token", [SECRET], BODY, signature=HEX) is None
    assert matching_secret("signature", [SECRET], BODY, authorization=token) is None


def test_an_empty_secret_never_matches() -> None:
    assert matching_secret("token", [""], BODY, authorization=b"") is None
    assert matching_secret("signature", [""], BODY, signature=sign("", BODY).encode()) is None


@given(st.text(), st.binary(), st.binary())
def test_any_header_is_survived(secret: str, body: bytes, header: bytes) -> None:
    secret = secret.encode(errors="ignore").decode()
    matching_secret("signature", [secret], body, signature=header)
    matched = matching_secret("token", [secret], body, authorization=header)
    assert (matched == 0) == (header == secret.encode() and secret != "")
