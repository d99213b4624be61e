"""What a person reads when a command fails."""

from pathlib import Path

import pytest
import typer

from syncaty import cli
from syncaty.errors import SyncatyError


def fail_with(error: Exception, monkeypatch: pytest.MonkeyPatch) -> int:
    def command(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(cli, "app", command)
    with pytest.raises(SystemExit) as ended:
        cli.main(["status"])
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_our_own_errors_are_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fail_with(SyncatyError("It is closed. Open it."), monkeypatch) == 1
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "It is closed. Open it.\n")


def test_other_errors_are_kept_in_full_and_told_in_short(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("SYNCATY_DATA_DIR", str(tmp_path / "data"))
    assert fail_with(ZeroDivisionError("by nought"), monkeypatch) == 1
    said = capsys.readouterr()
    log = tmp_path / "data" / "errors.log"
    assert str(log) in said.err
    assert "Traceback" not in said.err
    assert "ZeroDivisionError: by nought" in log.read_text(encoding="utf-8")


def test_a_bad_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SYNCATY_WORKERS", "many")
    with pytest.raises(SystemExit):
        cli.main(["status"])
    assert "SYNCATY_WORKERS is 'many'. Set it to a whole number" in capsys.readouterr().err


def test_usage_errors_end_with_2() -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["up", "--port", "70000"])
    assert ended.value.code == 2
    assert typer.main.get_command(cli.app) is not None
