import hashlib
import json

from syncaty.intake.headers import keepable, read


def test_only_the_headers_that_matter_are_kept() -> None:
    headers = read(
        [(b"x-salla-signature", b"ab"), (b"cookie", b"session"), (b"x-shop-key", b"secret")]
    )
    assert json.loads(keepable(headers)) == {"x-salla-signature": "ab"}


def test_authorization_is_never_kept_in_clear() -> None:
    headers = read([(b"authorization", b"the-token")])
    kept = json.loads(keepable(headers))
    digest = hashlib.sha256(b"the-token").hexdigest()
    assert kept == {"authorization": f"present, sha256 {digest[:12]}"}
    assert "the-token" not in repr(headers)


def test_of_headers_with_one_name_the_first_counts() -> None:
    headers = read([(b"x-salla-signature", b"first"), (b"x-salla-signature", b"second")])
    assert headers.signature == b"first"


def test_long_and_strange_values_are_cut_and_cleaned() -> None:
    headers = read([(b"user-agent", b"\x00\xff" + b"x" * 1000)])
    kept = json.loads(keepable(headers, body="noted"))["user-agent"]
    assert kept == "\ufffd\xff" + "x" * 498


def test_notes_are_added() -> None:
    assert json.loads(keepable(read([]), body="noted")) == {"body": "noted"}


def test_a_length_that_is_no_number_is_no_length() -> None:
    lengths = {text: read([(b"content-length", text)]).content_length for text in LENGTHS}
    assert lengths == LENGTHS


LENGTHS = {b"12": 12, b"-1": None, b"": None, b"1e3": None, b"9" * 30: None, b"\xb2": None}
