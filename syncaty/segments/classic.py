"""The classic eleven segments, as a complete map over the 125 score codes.

The list is the one most published guides use; every code has exactly one segment. It is not
monotone, so a move is explained by its codes, never by "better" or "worse". See
docs/understand/segments.md.
"""

from typing import Literal, get_args

Segment = Literal[
    "champions",
    "loyal",
    "potential_loyalist",
    "new",
    "promising",
    "need_attention",
    "about_to_sleep",
    "at_risk",
    "cant_lose",
    "hibernating",
    "lost",
]
SEGMENTS: tuple[Segment, ...] = get_args(Segment)

_CODES: dict[Segment, str] = {
    "champions": "555 554 545 544 455 454 445",
    "loyal": "543 444 435 355 354 345 344 335",
    "potential_loyalist": (
        "553 552 551 542 541 533 532 531 453 452 451 442 441 433 432 431 423 353 352 351 342 341"
        " 333 323"
    ),
    "new": "512 511 422 421 412 411 311",
    "promising": "525 524 523 522 521 515 514 513 425 424 415 414 413 315 314 313",
    "need_attention": "535 534 443 434 343 334 325 324",
    "about_to_sleep": "331 321 312 251 241 231 221 213",
    "at_risk": (
        "255 254 253 252 245 244 243 242 235 234 225 224 153 152 145 143 142 135 134 133 125 124"
    ),
    "cant_lose": "215 214 155 154 144 115 114 113",
    "hibernating": "332 322 233 232 223 222 212 211 132 123 122",
    "lost": "151 141 131 121 112 111",
}

CODES: dict[Segment, tuple[int, ...]] = {
    segment: tuple(int(code) for code in codes.split()) for segment, codes in _CODES.items()
}
_OF_CODE: dict[int, Segment] = {code: segment for segment in SEGMENTS for code in CODES[segment]}

CLASSIC: tuple[Segment, ...] = tuple(
    _OF_CODE[r * 100 + f * 10 + m] for r in range(1, 6) for f in range(1, 6) for m in range(1, 6)
)
"""The segment of each code, in the order 111, 112, ... 555."""


def segment_of(code: int) -> Segment:
    """Give the segment of a code such as 541; raises KeyError for what is no code."""
    return _OF_CODE[code]
