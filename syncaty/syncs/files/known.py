"""What a column can mean, and the names that exports give it in Arabic and English."""

import re
from collections.abc import Mapping

from syncaty.projections.search import fold
from syncaty.salla.values import plain_digits

# One line per field: the names of its column, best first. Spelling is folded before comparing.
_NAMES: Mapping[str, str] = {
    "reference": """رقم الطلب | رقم الطلبية | الرقم المرجعي | مرجع الطلب | رقم الفاتورة
        | order number | order no | order # | order | reference | reference id | order reference
        | invoice no | invoice | order id | invoiceno | order name | name | معرف الطلب""",
    "id": "salla id | salla order id | معرف سلة | id",
    "placed_at": """تاريخ الطلب | تاريخ إنشاء الطلب | وقت الطلب | تاريخ الإنشاء
        | تاريخ الشراء | التاريخ | order date | date | created at | created | placed at
        | placed on | order time | purchase date | ordered at | invoice date | invoicedate
        | paid at | date created""",
    "status": "حالة الطلب | الحالة | order status | status | state",
    "customer_name": """اسم العميل | العميل | اسم المشتري | اسم الزبون | الاسم
        | customer name | customer | client | client name | buyer | buyer name | full name | name
        | billing name""",
    "mobile": """رقم الجوال | جوال العميل | الجوال | رقم الهاتف | الهاتف | رقم جوال العميل
        | هاتف العميل | رقم الموبايل | mobile | phone | customer phone | customer mobile
        | phone number | mobile number | telephone | billing phone""",
    "email": """البريد الإلكتروني | بريد العميل | البريد | الإيميل | ايميل العميل | email
        | e-mail | customer email | mail | email address""",
    "customer_id": """معرف العميل | رقم العميل | customer id | customerid | customer no
        | client id | customer number | user id""",
    "total": """إجمالي الطلب | الإجمالي | المجموع الكلي | المبلغ الإجمالي | إجمالي المبلغ
        | قيمة الطلب | المجموع | صافي المبلغ | order total | total | grand total | total price
        | amount | total amount | order amount | total paid""",
    "sub_total": """مجموع السلة | المجموع الفرعي | إجمالي المنتجات | قيمة المنتجات
        | مجموع المنتجات | subtotal | sub total | items total | cart total | products total""",
    "tax": """الضريبة | ضريبة القيمة المضافة | قيمة الضريبة | مبلغ الضريبة | إجمالي الضريبة
        | tax | vat | taxes | tax amount | vat amount | total tax""",
    "shipping": """تكلفة الشحن | رسوم الشحن | الشحن | قيمة الشحن | سعر الشحن | shipping
        | shipping cost | shipping fee | shipping fees | delivery fee | shipping amount
        | freight""",
    "discount": """الخصم | قيمة الخصم | مبلغ الخصم | إجمالي الخصم | الخصومات | discount
        | discounts | discount amount | total discount""",
    "cash_on_delivery": """رسوم الدفع عند الاستلام | عمولة الدفع عند الاستلام
        | تكلفة الدفع عند الاستلام | cod fee | cash on delivery | cash on delivery fee | cod""",
    "currency": "العملة | عملة الطلب | currency | currency code",
    "payment_method": """طريقة الدفع | وسيلة الدفع | نوع الدفع | الدفع | payment method
        | payment | payment type | paid by | gateway""",
    "coupon": """كود الخصم | كوبون الخصم | كوبون | الكوبون | القسيمة | رمز الخصم
        | كود الكوبون | coupon | coupon code | discount code | promo code | voucher""",
    "source": """مصدر الطلب | المصدر | قناة البيع | القناة | source | order source | channel
        | sales channel""",
    "city": """المدينة | مدينة العميل | مدينة الشحن | city | shipping city | customer city
        | town""",
    "country": "الدولة | البلد | دولة الشحن | country | shipping country | customer country",
    "product_name": """اسم المنتج | المنتج | المنتجات | اسماء المنتجات | product name
        | product | item | item name | lineitem name | description | product title | products""",
    "sku": """رمز المنتج | رمز التخزين | كود المنتج | رقم الصنف | رمز المنتج sku | sku
        | product sku | item sku | product code | stock code | stockcode | lineitem sku
        | رمز التخزين sku""",
    "quantity": """الكمية | كمية المنتج | عدد المنتجات | العدد | quantity | qty | units
        | pieces | lineitem quantity | item quantity""",
    "unit_price": """سعر المنتج | سعر الوحدة | سعر القطعة | السعر | unit price | price
        | item price | product price | lineitem price | unitprice""",
}

FIELDS = tuple(_NAMES)
"""The fields a column can be mapped to, in the order that a form shows them."""

AMOUNTS = frozenset(
    ["total", "sub_total", "tax", "shipping", "discount", "cash_on_delivery", "unit_price"]
)
LINE_FIELDS = frozenset({"product_name", "sku", "quantity", "unit_price"})
REQUIRED = ("reference", "placed_at")

_NO_WORD = re.compile(r"[\W_]+")


def folded(header: str) -> str:
    """Bring a header to one spelling: case, hamzas, articles of spelling, punctuation."""
    return _NO_WORD.sub(" ", fold(plain_digits(header))).strip()


SYNONYMS: Mapping[str, tuple[str, ...]] = {
    field: tuple(folded(name) for name in names.split("|")) for field, names in _NAMES.items()
}
"""The folded names of each field's column, best first."""

KNOWN_HEADERS = frozenset(name for names in SYNONYMS.values() for name in names)

_STATUSES = {
    "payment_pending": "بانتظار الدفع | في انتظار الدفع | payment pending | unpaid",
    "under_review": "بانتظار المراجعة | قيد المراجعة | under review | awaiting review | new | جديد",
    "in_progress": "قيد التنفيذ | قيد التجهيز | جاري التجهيز | in progress | processing",
    "completed": "تم التنفيذ | مكتمل | منفذ | completed | complete | done | fulfilled",
    "delivering": "جاري التوصيل | قيد التوصيل | delivering | out for delivery",
    "delivered": "تم التوصيل | تم التسليم | delivered",
    "shipped": "تم الشحن | مشحون | shipped",
    "canceled": "ملغي | ملغى | ملغية | تم الإلغاء | الغيت | canceled | cancelled | void | voided",
    "restored": "مسترجع | مرتجع | تم الاسترجاع | restored | refunded | returned",
    "restoring": "قيد الاسترجاع | جاري الاسترجاع | restoring | refunding | being returned",
    "draft": "مسودة | draft",
    "deleted": "محذوف | deleted",
}
_STATUS_KEYS = {
    folded(name): key for key, names in _STATUSES.items() for name in (key, *names.split("|"))
}


def status_key(text: str, own: Mapping[str, str]) -> str:
    """Give the key a status is counted by: Salla's for its usual names in both languages.

    `own` maps folded names to the keys that the store already uses. Any other is its own key.
    """
    name = folded(text)
    return own.get(name) or _STATUS_KEYS.get(name) or text.strip().lower()[:100]
