"""What each segment means, in a sentence, and whether a merchant wants it to grow."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MEANING: dict[str, str | Promise] = {
    "champions": _("Bought lately, buy often and spend most. Thank them first."),
    "loyal": _("Buy often and spend well. They answer to new things."),
    "potential_loyalist": _("Bought lately and more than once. The next order makes a habit."),
    "new": _("Bought lately for the first time. A good beginning brings the second order."),
    "promising": _("Bought lately and spend well, but not often yet."),
    "need_attention": _("Were good customers and begin to stay away. Remind them."),
    "about_to_sleep": _("Below the middle in all three. Without a reminder they are lost soon."),
    "at_risk": _("Bought often and well, but long ago. Write to them personally."),
    "cant_lose": _("Spent a great deal once and have not come back. Win them back."),
    "hibernating": _("Last bought long ago, seldom and little."),
    "lost": _("Lowest in recency and seldom here. Spend no money on them."),
}
GOOD = {
    "champions": "up",
    "loyal": "up",
    "potential_loyalist": "up",
    "new": "up",
    "promising": "up",
    "need_attention": "down",
    "about_to_sleep": "down",
    "at_risk": "down",
    "cant_lose": "down",
    "hibernating": "down",
    "lost": "down",
}
