from syncaty.segments.entries import Entry, read_entry, read_text
from syncaty.segments.finding import Hit, decide

NOURA, FAISAL = "+966512345678", "+966559876543"


def test_each_entry_means_whoever_is_known_by_it() -> None:
    entries = list(read_text("1227534533\n0512345678\nf@x.com\nnobody@x.com\nhello"))
    hits = [
        Hit(0, 1227534533, "id", None),
        Hit(1, 2, "mobile", NOURA),
        Hit(2, 3, "email", FAISAL),
    ]
    found = decide(entries, hits)
    assert found.customers == (1227534533, 2, 3)
    assert [(each.entry.row, each.problem) for each in found.leftovers] == [
        (4, "unknown"),
        (5, "unreadable"),
    ]
    assert (found.entries, found.twice, found.shared) == (5, 0, ())


def test_the_same_customer_written_in_several_ways_is_counted_once() -> None:
    entries = list(read_text("0512345678\n+966512345678\nn@x.com\nhello\nhello"))
    hits = [Hit(0, 2, "mobile", NOURA), Hit(1, 2, "mobile", NOURA), Hit(2, 2, "email", NOURA)]
    found = decide(entries, hits)
    assert found.customers == (2,)
    assert found.twice == 3
    assert len(found.leftovers) == 1


def test_a_phone_of_two_customers_means_both_and_says_so() -> None:
    entry = read_entry("0512345678")
    found = decide([entry], [Hit(0, 9, "mobile", NOURA), Hit(0, -4, "mobile", NOURA)])
    assert found.customers == (-4, 9)
    assert [(each.entry, each.customers) for each in found.shared] == [(entry, (-4, 9))]


def test_a_bare_number_that_is_an_id_and_another_ones_phone_means_neither() -> None:
    entry = read_entry("512345678")
    by_id, by_phone = Hit(0, 512345678, "id", None), Hit(0, 7, "mobile", NOURA)
    found = decide([entry], [by_id, by_phone])
    assert found.customers == ()
    assert [each.problem for each in found.leftovers] == ["ambiguous"]
    assert decide([entry], [by_id]).customers == (512345678,)
    assert decide([entry], [by_phone]).customers == (7,)
    own = Hit(0, 512345678, "mobile", NOURA)
    assert decide([entry], [by_id, own]).customers == (512345678,)


def test_a_row_is_known_by_id_then_phone_then_email() -> None:
    row = Entry(2, "5 0512345678 n@x.com", id=5, mobile=NOURA, email="n@x.com")
    by_id, by_phone, by_mail = (
        Hit(0, 5, "id", FAISAL),
        Hit(0, 6, "mobile", NOURA),
        Hit(0, 7, "email", None),
    )
    assert decide([row], [by_mail, by_phone, by_id]).customers == (5,)
    assert decide([row], [by_mail, by_phone]).customers == (6,)
    assert decide([row], [by_mail]).customers == (7,)


def test_an_email_with_another_phone_is_somebody_else_of_the_family() -> None:
    row = Entry(2, "0512345678 home@x.com", mobile=NOURA, email="home@x.com")
    found = decide([row], [Hit(0, 7, "email", FAISAL)])
    assert found.customers == ()
    assert [each.problem for each in found.leftovers] == ["unknown"]


def test_an_empty_list_means_nobody() -> None:
    found = decide([], [])
    assert (found.entries, found.customers, found.leftovers) == (0, (), ())
