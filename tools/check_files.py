"""Checks what no other tool does: the length of files, and locks that pin what is declared.

Exits 1 and names each fault.
"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
LONGEST = 500
LOCKS = {"run": (), "build": ("build",), "dev": ("dev",), "bench": ("bench",)}
_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*")


def too_long() -> list[str]:
    """Name the files of code that no longer fit in one head."""
    kinds = ("*.py", "*.sql", "*.css", "*.html", "*.js")
    listed = subprocess.run(
        ["git", "ls-files", *kinds],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    faults = []
    for name in listed:
        path = ROOT / name
        if "vendor" in path.parts or not path.exists():
            continue
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > LONGEST:
            faults.append(f"{name} has {lines} lines; {LONGEST} are the most. Split it.")
    return faults


def unpinned() -> list[str]:
    """Name what pyproject.toml declares and a lock does not pin."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    faults = []
    for lock, groups in LOCKS.items():
        wanted = [] if lock == "build" else list(project["project"]["dependencies"])
        for group in groups:
            wanted += [one for one in project["dependency-groups"][group] if isinstance(one, str)]
        text = (ROOT / "requirements" / f"{lock}.lock").read_text(encoding="utf-8")
        pinned = {_normal(line) for line in text.splitlines() if "==" in line}
        faults += [
            f"requirements/{lock}.lock does not pin {one!r}. Run: make lock"
            for one in wanted
            if _normal(one) not in pinned
        ]
        if "://" in text:
            faults.append(f"requirements/{lock}.lock names a host. Take it out.")
    return faults


def _normal(requirement: str) -> str:
    found = _NAME.match(requirement.strip())
    return re.sub(r"[-_.]+", "-", found[0]).lower() if found else ""


if __name__ == "__main__":
    faults = [*too_long(), *unpinned()]
    sys.stderr.writelines(f"{fault}\n" for fault in faults)
    sys.exit(bool(faults))
