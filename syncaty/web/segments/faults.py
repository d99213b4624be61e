"""What is wrong with a rule, in the language of the page."""

import re
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from syncaty.segments.rules.fault import RuleError
from syncaty.segments.stored import LONGEST_NAME, LONGEST_NOTE, SegmentError

Words = str | Promise
_WAY = re.compile(r"itself: (.*)\. Take")
_SENTENCES: tuple[tuple[str, Words], ...] = (
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
        r"(The rule has )?(?P<count>[\d,]+) (conditions|rules); at most (?P<high>[\d,]+)\.",
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


def declined(error: SegmentError, names: Mapping[str, Words] | None = None) -> str:
    """Say why a segment cannot be kept or taken away; `names` are those of segments by key."""
    known = names or {}
    match error.code:
        case "cycle":
            found = _WAY.search(str(error))
            keys = found[1].split(" → ") if found else []
            way = " → ".join(str(known.get(each, each)) for each in keys)
            return gettext("It would be a member of itself: {way}. Take one of these out.").format(
                way=way
            )
        case "unknown_segment":
            return gettext("There is no such segment any more. Choose another one.")
        case "named":
            return gettext(
                "Other segments or the consent for exports go by it. Change these first."
            )
        case "too_many":
            return gettext("There are too many segments or conditions. Take some away first.")
        case "bad_name":
            return gettext("A name has 1 to {name} characters, a note at most {note}.").format(
                name=LONGEST_NAME, note=f"{LONGEST_NOTE:,}"
            )
    return str(error)


def said(error: RuleError) -> str:
    """Say what is wrong; what no page can bring about stays as the rules say it."""
    for pattern, sentence in _SENTENCES:
        if found := re.fullmatch(pattern, error.sentence):
            return str(sentence).format(**found.groupdict())
    return error.sentence
