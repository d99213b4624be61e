"""Ready-made segments that merchants ask for, copied and edited; as data, in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Template:
    """A ready-made segment: its rule as JSON, its name and what it is for, by language."""

    key: str
    names: Mapping[str, str]
    notes: Mapping[str, str]
    rule: dict[str, Any]

    def name(self, language: str) -> str:
        """Give the name in a language, else in English."""
        return self.names.get(language, self.names["en"])

    def note(self, language: str) -> str:
        """Give what it is for in a language, else in English."""
        return self.notes.get(language, self.notes["en"])


def _template(
    key: str, name: tuple[str, str], note: tuple[str, str], rule: dict[str, Any]
) -> Template:
    en, ar = ({"en": text[0], "ar": text[1]} for text in (name, note))
    return Template(key, en, ar, rule)


_ALL = (
    _template(
        "vip-at-risk",
        ("VIPs at risk", "كبار العملاء المعرّضون للفقد"),
        (
            "Spent a lot, and have not ordered for two months. Write to them personally.",
            "أنفقوا كثيرًا ولم يطلبوا منذ شهرين. راسلهم شخصيًا.",
        ),
        {
            "all": [
                {"field": "m", "op": "at_least", "value": 4},
                {"field": "orders", "op": "at_least", "value": 3},
                {"field": "last_order_on", "op": "days_ago_at_least", "value": 60},
            ]
        },
    ),
    _template(
        "one-and-done",
        ("One and done", "طلب واحد ثم غابوا"),
        (
            "Ordered once, more than 90 days ago. A second order makes a customer.",
            "طلبوا مرة واحدة قبل أكثر من 90 يومًا. الطلب الثاني يصنع العميل.",
        ),
        {
            "all": [
                {"field": "orders", "op": "is", "value": 1},
                {"field": "last_order_on", "op": "days_ago_at_least", "value": 90},
            ]
        },
    ),
    _template(
        "new-this-month",
        ("New this month", "جدد هذا الشهر"),
        (
            "Placed their first order in the last 30 days. Welcome them.",
            "قدّموا طلبهم الأول خلال آخر 30 يومًا. رحّب بهم.",
        ),
        {"all": [{"field": "first_order_on", "op": "days_ago_at_most", "value": 30}]},
    ),
    _template(
        "big-spenders",
        ("Big spenders", "أصحاب الإنفاق الكبير"),
        (
            "Spent 1,000 and more in the last year.",
            "أنفقوا 1,000 فأكثر خلال السنة الماضية.",
        ),
        {
            "all": [
                {"bought": "anything", "measure": "amount", "at_least": 1000, "last_days": 365},
            ]
        },
    ),
    _template(
        "cod-loyal",
        ("Loyal, cash on delivery", "أوفياء الدفع عند الاستلام"),
        (
            "Paid on delivery three times and more in the last year. Invite them to pay online.",
            "دفعوا عند الاستلام ثلاث مرات فأكثر خلال السنة الماضية. شجّعهم على الدفع الإلكتروني.",
        ),
        {
            "all": [
                {
                    "bought": "anything",
                    "measure": "times",
                    "at_least": 3,
                    "last_days": 365,
                    "where": {"payment_method": ["cod", "cash_on_delivery"]},
                }
            ]
        },
    ),
    _template(
        "coupon-lovers",
        ("Coupon lovers", "محبّو القسائم"),
        (
            "Used a discount or a coupon three times and more. They wait for the next one.",
            "استخدموا خصمًا أو قسيمة ثلاث مرات فأكثر. ينتظرون القادم.",
        ),
        {"all": [{"field": "discounts", "op": "at_least", "value": 3}]},
    ),
    _template(
        "full-price",
        ("Buy at full price", "يشترون بالسعر الكامل"),
        (
            "Ordered twice and more and never needed a discount. Keep discounts from them.",
            "طلبوا مرتين فأكثر دون أي خصم. لا حاجة لإرسال الخصومات إليهم.",
        ),
        {
            "all": [
                {"field": "orders", "op": "at_least", "value": 2},
                {"field": "discounts", "op": "is", "value": 0},
            ]
        },
    ),
    _template(
        "birthday-week",
        ("Birthday this week", "أعياد ميلاد هذا الأسبوع"),
        (
            "Have their birthday within the next seven days.",
            "يوم ميلادهم خلال الأيام السبعة القادمة.",
        ),
        {"all": [{"field": "birthday", "op": "within_next_days", "value": 7}]},
    ),
    _template(
        "gulf",
        ("Gulf, across the border", "عملاء الخليج خارج المملكة"),
        (
            "Live in another country of the Gulf. Shipping and currency differ.",
            "يقيمون في دولة خليجية أخرى. الشحن والعملة يختلفان.",
        ),
        {
            "any": [
                {
                    "field": "country_code",
                    "op": "is",
                    "value": ["AE", "KW", "QA", "BH", "OM"],
                },
                {
                    "field": "country",
                    "op": "is",
                    "value": ["الإمارات", "الكويت", "قطر", "البحرين", "عمان"],
                },
            ]
        },
    ),
    _template(
        "no-email",
        ("No e-mail address", "بلا بريد إلكتروني"),
        (
            "Order, but can only be reached by phone. Ask for their e-mail address.",
            "يطلبون ولا يمكن الوصول إليهم إلا بالجوال. اطلب بريدهم الإلكتروني.",
        ),
        {
            "all": [
                {"field": "orders", "op": "at_least", "value": 1},
                {"field": "email", "op": "known", "value": False},
            ]
        },
    ),
    _template(
        "signed-up-no-order",
        ("Signed up, never ordered", "سجّلوا ولم يطلبوا"),
        (
            "Signed up more than a week ago and have not ordered. Something held them back.",
            "سجّلوا قبل أكثر من أسبوع ولم يطلبوا بعد. شيء ما أوقفهم.",
        ),
        {
            "all": [
                {"field": "orders", "op": "is", "value": 0},
                {"field": "joined_on", "op": "days_ago_at_least", "value": 7},
            ]
        },
    ),
    _template(
        "slipping",
        ("Regulars who are late", "عملاء دائمون تأخروا"),
        (
            "Used to order every month or so, and have not for 60 days.",
            "اعتادوا الطلب كل شهر تقريبًا، ولم يطلبوا منذ 60 يومًا.",
        ),
        {
            "all": [
                {"field": "orders", "op": "at_least", "value": 4},
                {"field": "days_between", "op": "at_most", "value": 35},
                {"field": "last_order_on", "op": "days_ago_at_least", "value": 60},
            ]
        },
    ),
    _template(
        "refunded-often",
        ("Refunded lately", "استرجعوا مؤخرًا"),
        (
            "Had money given back and ordered in the last 90 days. Let the next order go well.",
            "استُرجعت لهم مبالغ وطلبوا خلال آخر 90 يومًا. احرص على سلامة طلبهم القادم.",
        ),
        {
            "all": [
                {"field": "refunds", "op": "at_least", "value": 1},
                {"field": "last_order_on", "op": "days_ago_at_most", "value": 90},
            ]
        },
    ),
    _template(
        "champions-riyadh",
        ("Best of Riyadh", "نخبة الرياض"),
        (
            "Champions and loyal customers of one city, for an event or same-day delivery.",
            "النخبة والأوفياء في مدينة واحدة، لفعالية أو توصيل في اليوم نفسه.",
        ),
        {
            "all": [
                {"field": "segment", "op": "is", "value": ["champions", "loyal"]},
                {"field": "city", "op": "is", "value": ["الرياض", "Riyadh"]},
            ]
        },
    ),
)

TEMPLATES: Mapping[str, Template] = {each.key: each for each in _ALL}
"""Every ready-made segment, by key."""
