"""The Merchant API's endpoints for webhooks: subscribe, list, alter, remove."""

from typing import Any

import msgspec

from syncaty.sandbox.server.answers import Answer, Call, found, invalid, listed, not_found, page_of
from syncaty.sandbox.server.store import Store
from syncaty.sandbox.server.subscriptions import Webhook
from syncaty.sandbox.server.world import World

EVENTS: dict[str, str] = {
    "order.created": "تم إنشاء طلب جديد",
    "order.updated": "تم تحديث طلب",
    "order.status.updated": "تم تحديث حالة طلب",
    "order.cancelled": "تم إلغاء طلب",
    "order.refunded": "تم استرجاع طلب",
    "order.deleted": "تم حذف طلب",
    "order.payment.updated": "تم تحديث طريقة الدفع",
    "order.products.updated": "تم تحديث منتجات طلب",
    "order.coupon.updated": "تم تحديث كوبون طلب",
    "order.total.price.updated": "تم تحديث إجمالي طلب",
    "order.shipping.address.updated": "تم تحديث عنوان شحن طلب",
    "order.shipment.created": "تم إنشاء شحنة",
    "customer.created": "تم إضافة عميل",
    "customer.updated": "تم تحديث عميل",
    "customer.login": "تم تسجيل دخول عميل",
    "product.created": "تم إضافة منتج",
    "product.updated": "تم تحديث منتج",
    "product.deleted": "تم حذف منتج",
    "product.price.updated": "تم تحديث سعر منتج",
    "product.status.updated": "تم تحديث حالة منتج",
    "product.image.updated": "تم تحديث صورة منتج",
    "product.category.updated": "تم تحديث تصنيف منتج",
    "product.brand.updated": "تم تحديث ماركة منتج",
    "product.tags.updated": "تم تحديث وسوم منتج",
    "product.quantity.low": "كمية منتج منخفضة",
    "product.channels.changed": "تم تحديث قنوات منتج",
    "abandoned.cart": "سلة متروكة",
    "review.added": "تم إضافة تقييم",
}


def subscribe(world: World, store: Store, call: Call) -> Answer:
    """Subscribe one event to one address; the same again alters the held webhook."""
    wanted = _read(call)
    event, url = str(wanted.get("event", "")), str(wanted.get("url", ""))
    bad = _url_faults(world, url)
    if event not in EVENTS:
        bad["event"] = ["قيمة event غير صالحة"]
    if bad:
        return invalid(bad)
    webhook = store.subscriptions.subscribe(event, url)
    _alter(webhook, wanted)
    shown = webhook.shown()
    del shown["security"]
    return found(shown)


def alter(world: World, store: Store, call: Call) -> Answer:
    """Alter a webhook: its address, its form, how it is vouched for."""
    webhook = store.subscriptions.held.get(call.identity)
    if webhook is None:
        return not_found()
    wanted = _read(call)
    bad = _url_faults(world, str(wanted["url"])) if "url" in wanted else {}
    strategy = wanted.get("security_strategy")
    if strategy not in (None, "signature", "token"):
        bad["security_strategy"] = ["قيمة security strategy غير صالحة"]
    if strategy == "signature" and not wanted.get("secret"):
        bad["secret"] = ["حقل secret مطلوب"]
    if bad:
        return invalid(bad)
    _alter(webhook, wanted)
    return found(webhook.shown())


def held(_: World, store: Store, call: Call) -> Answer:
    """List the webhooks of the shop."""
    ids, pagination = page_of(call, list(store.subscriptions.held))
    return listed([store.subscriptions.held[each].shown() for each in ids], pagination)


def events(_: World, __: Store, ___: Call) -> Answer:
    """List the events that can be subscribed."""
    rows = enumerate(EVENTS.items(), start=1)
    return found([{"id": at, "label": label, "event": event} for at, (event, label) in rows])


def unsubscribe(_: World, store: Store, call: Call) -> Answer:
    """Remove a webhook by `id`, or every one on an address by `url`."""
    gone = store.subscriptions.remove(call.whole("id", 0), call.text("url"))
    if not gone:
        return not_found()
    return found({"message": "تم حذف الويب هوك بنجاح", "code": 202}, status=202)


def _read(call: Call) -> dict[str, Any]:
    """Read the body's JSON; anything that is no object is as good as an empty one."""
    try:
        body = msgspec.json.decode(call.body or b"{}")
    except msgspec.DecodeError:
        return {}
    return body if isinstance(body, dict) else {}


def _alter(webhook: Webhook, wanted: dict[str, Any]) -> None:
    for name in ("name", "url", "rule"):
        if isinstance(wanted.get(name), str):
            setattr(webhook, name, wanted[name])
    if wanted.get("version") in (1, 2):
        webhook.version = wanted["version"]
    if isinstance(wanted.get("headers"), list):
        webhook.headers = {str(each["key"]): str(each["value"]) for each in wanted["headers"]}
    if "security_strategy" in wanted:
        webhook.strategy = wanted["security_strategy"]
        webhook.secret = str(wanted.get("secret") or "")


def _url_faults(world: World, url: str) -> dict[str, list[str]]:
    if not url.startswith(("http://", "https://")):
        return {"url": ["صيغة الرابط غير صحيحة"]}
    refused = (*world.settings.refused_addresses, *world.faults.refuse_addresses)
    return {"url": ["الرابط غير مسموح به"]} if any(part in url for part in refused) else {}
