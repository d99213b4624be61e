"""Rules as merchants write them: every kind of condition, alone and joined."""

from bench.bodies import known_products

FREQUENT, COMMON, RARE = (known_products()[n] for n in (0, 20, 140))

RULES: tuple[str, ...] = (
    # Who.
    'city is "Riyadh"',
    'city is ("City 40", "City 41") and language is "en"',
    'name contains "99"',
    'gender is "female" and age between (25, 40)',
    "birthday within_next_days 7",
    "email known yes and not mobile known no",
    "joined_on days_ago_at_most 90",
    # Scores and totals.
    'segment is ("champions", "loyal")',
    "r at_least 4 and f at_most 2",
    "orders at_least 3 and spent at_least 2000",
    "average_order at_least 400",
    "refunds at_least 1",
    "discounts at_least 2",
    "last_order_on days_ago_at_least 90 and last_order_on days_ago_at_most 180",
    "first_order_on days_ago_at_most 60",
    "days_between at_most 30",
    # What was bought, ever and within a window.
    "bought anything at_least 2 last_days 60",
    "not bought anything at_least 1 last_days 180",
    "bought anything amount at_least 1000 last_days 365",
    f"bought product {FREQUENT} at_least 1",
    f"bought product {FREQUENT}, {COMMON} at_least 2 and not bought product {RARE} at_least 1",
    f"bought product {COMMON} at_least 1 last_days 90",
    f"bought product {RARE} pieces at_least 3",
    "bought category 703 at_least 2",
    "bought category 703, 704 amount at_least 500 last_days 180",
    "bought brand 905 at_least 1 last_days 90",
    "bought brand 901 at_least 1 and not bought brand 902 at_least 1",
    # How it was ordered.
    'bought anything at_least 1 where payment_method ("tamara_installment")',
    'bought anything at_least 3 where payment_method ("mada")',
    'bought anything at_least 1 where coupon ("SAVE7", "SAVE8")',
    'bought anything at_least 2 last_days 365 where city ("Riyadh")',
    'bought anything at_least 1 where status ("canceled")',
    # Joined, as segments of campaigns are.
    'segment is ("champions", "loyal") and not bought anything at_least 1 last_days 30',
    'city is "Jeddah" and orders is 1 and last_order_on days_ago_at_least 60 and email known yes',
    (
        f"(bought product {COMMON} at_least 1 last_days 120 or bought category 705 at_least 2)"
        ' and not bought anything at_least 1 last_days 30 where coupon ("SAVE1", "SAVE2")'
    ),
)
"""Texts that parse as rules, over the store that `history.sql` writes."""
