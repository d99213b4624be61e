"""The report's figures."""

import pytest

from syncaty.sandbox.connection import Target, TargetError
from syncaty.sandbox.delivery import Kind
from syncaty.sandbox.report import Report, Times


def test_quantiles_are_right_to_a_few_per_cent() -> None:
    times = Times()
    for milliseconds in range(1, 1001):
        times.add(milliseconds / 1000)
    assert times.quantile(0.50) == pytest.approx(0.500, rel=0.03)
    assert times.quantile(0.99) == pytest.approx(0.990, rel=0.03)
    assert Times().quantile(0.99) == 0


def test_a_report_is_good_only_if_nothing_was_given_up_or_wrongly_accepted() -> None:
    assert Report(accepted=5).good
    assert not Report(gave_up=1).good
    assert not Report(forged_accepted=1).good


def test_figures_name_every_kind_of_fault() -> None:
    figures = Report(seconds=2.0, requests=10).figures()
    assert {kind.value for kind in Kind} - {"event"} <= set(figures)
    assert figures["per_second"] == 5.0


def test_addresses_are_read_and_others_refused() -> None:
    target = Target.of("http://127.0.0.1:8000/webhooks/salla?x=1")
    assert (target.host, target.port, target.path) == ("127.0.0.1", 8000, "/webhooks/salla?x=1")
    assert Target.of("https://localhost").port == 443
    for wrong in ("127.0.0.1:8000/x", "ftp://localhost/x", "http:///x"):
        with pytest.raises(TargetError, match="http"):
            Target.of(wrong)
