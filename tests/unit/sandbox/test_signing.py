"""The sandbox's own signatures, against a published test vector of HMAC-SHA256."""

from syncaty.sandbox.signing import Strategy, missigned, signed


def test_signature_is_lower_case_hex_hmac_sha256_of_the_body() -> None:
    lines = signed(Strategy.SIGNATURE, "Jefe", b"what do ya want for nothing?")
    assert lines == (  # RFC 4231, test case 2
        b"X-Salla-Security-Strategy: Signature\r\nX-Salla-Signature: "
        b"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843\r\n"
    )


def test_token_is_the_secret_itself() -> None:
    lines = signed(Strategy.TOKEN, "Jefe", b"{}")
    assert lines == b"X-Salla-Security-Strategy: Token\r\nAuthorization: Jefe\r\n"


def test_a_forged_signature_has_the_form_of_a_true_one() -> None:
    true = signed(Strategy.SIGNATURE, "Jefe", b"{}")
    false = missigned(Strategy.SIGNATURE, "Jefe", b"{}")
    assert true != false
    assert len(true) == len(false)
