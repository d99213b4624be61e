"""Salla's base order statuses with their ids (the same in every store)."""

from syncaty.sandbox.model import Status

PAYMENT_PENDING = Status(1473353380, "payment_pending", "بإنتظار الدفع")
UNDER_REVIEW = Status(566146469, "under_review", "بإنتظار المراجعة")
IN_PROGRESS = Status(1939592358, "in_progress", "قيد التنفيذ")
COMPLETED = Status(1298199463, "completed", "تم التنفيذ")
DELIVERING = Status(349994915, "delivering", "جاري التوصيل")
DELIVERED = Status(1723506348, "delivered", "تم التوصيل")
SHIPPED = Status(814202285, "shipped", "تم الشحن")
CANCELED = Status(525144736, "canceled", "ملغي")
RESTORED = Status(989286562, "restored", "مسترجع")
RESTORING = Status(1548352431, "restoring", "قيد الإسترجاع")

ALL: tuple[Status, ...] = (
    PAYMENT_PENDING,
    UNDER_REVIEW,
    IN_PROGRESS,
    COMPLETED,
    DELIVERING,
    DELIVERED,
    SHIPPED,
    CANCELED,
    RESTORED,
    RESTORING,
)
