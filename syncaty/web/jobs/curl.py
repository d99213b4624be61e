"""A delivery as a command that sends it again, without any secret. Pure."""

import shlex
from collections.abc import Mapping

_SENT = ("content-type", "user-agent", "x-salla-security-strategy")


def curl(url: str, body: bytes, headers: Mapping[str, str]) -> str:
    """Give a curl command with the body; what vouches for it is left to be filled in.

    The signature that came is left out: it is only good for this very body, and a body that was
    edited needs a new one. A body that is no text is read from a file.
    """
    lines = [f"curl -X POST {shlex.quote(url)}"]
    lines += [f"-H {shlex.quote(f'{name}: {headers[name]}')}" for name in _SENT if name in headers]
    lines.append('-H "x-salla-signature: $SIGNATURE"')
    lines.append(f"--data-binary {_data(body)}")
    return " \\\n  ".join(lines)


def _data(body: bytes) -> str:
    try:
        return shlex.quote(body.decode())
    except UnicodeDecodeError:
        return "@body.bin"
