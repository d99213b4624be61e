"""What is wrong with a rule, in the language of the page."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from syncaty.segments.rules.fault import RuleError

_SENTENCES: tuple[tuple[str, str | Promise], ...] = (
    (r"Give a number\.", _("Give a number.")),
    (r"The number is out of reach\.", _("The number is too large.")),
    (r"At most six decimals\.", _("Give at most six decimals.")),
    (r"The number cannot be below 0\.", _("The number cannot be below 0.")),
    (r"Give a day such as .*", _("Choose a day.")),
    (
        r"Give whole days from (?P<low>[\d,]+) to (?P<high>[\d,]+)\.",
        _("Give whole days from {low} to {high}."),
    ),
    (r"Give from 1 to [\d,]+ texts\.", _("Choose at least one, at most 1,000.")),
    (r"Each is a text of 1 to (?P<high>\d+) characters\.", _("Each has 1 to {high} characters.")),
    (r"(Name|Choose) at least one.*", _("Choose at least one.")),
    (
        r"Give a whole number from (?P<low>[\d,]+) to (?P<high>[\d,]+)\.",
        _("Give a whole number from {low} to {high}."),
    ),
    (r"The first number is above the second\.", _("The first number is above the second.")),
    (r"Times are counted in whole numbers\.", _("Times are counted in whole numbers.")),
    (r"The window ends before it begins\.", _("The time ends before it begins.")),
    (r"Each is a number of Salla's.*", _("Choose from the store’s own.")),
    (r"Give a segment's key.*", _("Choose a segment.")),
    (
        r"The rule has (?P<count>[\d,]+) conditions; at most (?P<high>[\d,]+)\.",
        _("The rule has {count} conditions; at most {high} are possible."),
    ),
    (
        r"The rule is nested deeper than (?P<high>\d+) levels\.",
        _("The rule is nested deeper than {high} levels."),
    ),
    (r"This cannot be read\. .*", _("This cannot be read. Texts stand in double quotes.")),
    (r"Put parentheses where and meets or\.", _("Put parentheses where and meets or.")),
    (r"The rule ends before this\.", _("The rule ends before this.")),
    (r"The rule stops in the middle\.", _("The rule stops in the middle.")),
    (
        r"A condition begins with .*",
        _("A condition begins with a field, bought or member_of."),
    ),
    (r"This does not belong to bought\.", _("This does not belong to bought.")),
    (r"This text cannot be read\.", _("This text cannot be read.")),
    (
        r"A number, a day, a text .*",
        _("A number, a day, a text in quotes, yes or no belongs here."),
    ),
    (r"A word belongs here\.", _("A word belongs here.")),
    (r"(?P<mark>[(),]) belongs here\.", _("{mark} belongs here.")),
    (r".*is one of (?P<known>.*)\.", _("Give one of {known}.")),
    (r"Give one of (?P<known>.*)\.", _("Give one of {known}.")),
    (
        r"The line is longer than (?P<high>[\d,]+) characters\.",
        _("The line is longer than {high} characters."),
    ),
)


def said(error: RuleError) -> str:
    """Say what is wrong; what no page can bring about stays as the rules say it."""
    for pattern, sentence in _SENTENCES:
        if found := re.fullmatch(pattern, error.sentence):
            return str(sentence).format(**found.groupdict())
    return error.sentence
