from syncaty.intake.bucket import Bucket


def test_a_burst_passes_then_only_the_rate() -> None:
    now = [0.0]
    bucket = Bucket(rate=2, burst=3, clock=lambda: now[0])
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
    now[0] = 0.5
    assert [bucket.take() for _ in range(2)] == [True, False]
    now[0] = 1000
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]


def test_a_large_amount_takes_as_many_tokens() -> None:
    bucket = Bucket(rate=0, burst=10, clock=lambda: 0)
    assert [bucket.take(6), bucket.take(6), bucket.take(4)] == [True, False, True]
