"""Shares the tests out among processes: a file stays together, and so do files with one dashboard.

Django serves one database per process, and the tests of a folder may fill it once for all of them.
"""

from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

TOGETHER = ("tests/browser/", "tests/integration/web/", "tests/integration/reading/")


class ByPlace(LoadScopeScheduling):  # type: ignore[misc]
    """Gives each process whole files, or whole folders where the files share what they filled."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return next((folder for folder in TOGETHER if file.startswith(folder)), file)
