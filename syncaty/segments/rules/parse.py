"""Reads the line that `line` writes. What people write goes through the same checks as JSON.

rule      = all { "or" all }             (all of one join only: mix by parentheses)
term      = "not" term | "(" rule ")" | "everybody" | "nobody" | condition
condition = field operator value | "bought" ... | "member_of" text
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from syncaty.segments.rules.fault import RuleError
from syncaty.segments.rules.line import EVERYBODY, NOBODY
from syncaty.segments.rules.read import DEEPEST, read_rule
from syncaty.segments.rules.tree import BOUNDS, MEASURES, Rule

LONGEST = 200_000

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"(?:[^"\\]|\\.)*")
          |(?P<day>\d{4}-\d\d-\d\d)
          |(?P<number>\d+(?:\.\d+)?)
          |(?P<word>[a-z_][a-z0-9_]*)
          |(?P<mark>[(),]))""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


def parse_line(line: str) -> Rule:
    """Read a rule from its line; raises RuleError that names the column of the fault."""
    if len(line) > LONGEST:
        raise RuleError("", f"The line is longer than {LONGEST:,} characters.")
    reader = _Reader(_tokens(line))
    document = reader.rule(0)
    reader.end()
    return read_rule(document)


def _tokens(line: str) -> list[_Token]:
    tokens, at = [], 0
    end = len(line.rstrip())
    while at < end:
        found = _TOKEN.match(line, at)
        if found is None:
            raise _fault(at, "This cannot be read. Texts stand in double quotes.")
        kind = found.lastgroup or ""
        tokens.append(_Token(kind, found[kind], found.start(kind)))
        at = found.end()
    return [*tokens, _Token("end", "", end)]


class _Reader:
    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._next = 0

    def rule(self, depth: int) -> dict[str, Any]:
        """Read terms up to the end or a closing parenthesis."""
        terms, join = [self._term(depth)], ""
        while self._seen.kind == "word" and self._seen.text in ("and", "or"):
            if join and self._seen.text != join:
                raise _fault(self._seen.at, "Put parentheses where and meets or.")
            join = self._take().text
            terms.append(self._term(depth))
        if not join:
            return terms[0]
        return {"all" if join == "and" else "any": terms}

    def end(self) -> None:
        """Raise RuleError when something follows the rule."""
        if self._seen.kind != "end":
            raise _fault(self._seen.at, "The rule ends before this.")

    def _term(self, depth: int) -> dict[str, Any]:
        token = self._take()
        if depth > DEEPEST:
            raise _fault(token.at, f"The rule is nested deeper than {DEEPEST} levels.")
        if token.text == "(" and token.kind == "mark":
            return self._inside(depth)
        if token.kind != "word":
            raise _fault(token.at, "A condition begins with a field, bought or member_of.")
        match token.text:
            case "not":
                return {"not": self._term(depth + 1)}
            case "all" | "any" as join:
                self._mark("(")
                return {join: [self._inside(depth)]}
            case word if word in (EVERYBODY, NOBODY):
                return {"all" if word == EVERYBODY else "any": []}
            case word:
                return self._condition(word)

    def _inside(self, depth: int) -> dict[str, Any]:
        inner = self.rule(depth + 1)
        self._mark(")")
        return inner

    def _condition(self, word: str) -> dict[str, Any]:
        if word == "bought":
            return self._bought()
        if word == "member_of":
            return {"member_of": self._value()}
        return {"field": word, "op": self._word(), "value": self._value()}

    def _bought(self) -> dict[str, Any]:
        document: dict[str, Any] = {"bought": self._word()}
        ids = []
        while self._seen.kind == "number" or self._seen.text == ",":
            token = self._take()
            ids += [token.text] if token.kind == "number" else []
        if ids:
            document["ids"] = ids
        while self._seen.kind == "word" and self._seen.text not in ("and", "or"):
            token = self._take()
            if token.text in MEASURES:
                document["measure"] = token.text
            elif token.text == "where":
                name = self._word()
                document.setdefault("where", {})[name] = self._value()
            elif token.text in (*BOUNDS, "last_days", "since", "until"):
                document[token.text] = self._value()
            else:
                raise _fault(token.at, "This does not belong to bought.")
        return document

    def _value(self) -> Any:  # noqa: ANN401 - any JSON value; read_rule checks it
        token = self._take()
        match token.kind:
            case "text":
                try:
                    return json.loads(token.text)
                except ValueError:
                    raise _fault(token.at, "This text cannot be read.") from None
            case "day":
                return token.text
            case "number":
                return int(token.text) if "." not in token.text else token.text
            case "word" if token.text in ("yes", "no"):
                return token.text == "yes"
            case "mark" if token.text == "(":
                return self._values()
        raise _fault(token.at, "A number, a day, a text in quotes, yes or no belongs here.")

    def _values(self) -> list[Any]:
        values = [self._value()]
        while self._seen.text == "," and self._seen.kind == "mark":
            self._take()
            values.append(self._value())
        self._mark(")")
        return values

    def _word(self) -> str:
        token = self._take()
        if token.kind != "word":
            raise _fault(token.at, "A word belongs here.")
        return token.text

    def _mark(self, mark: str) -> None:
        token = self._take()
        if token.text != mark or token.kind != "mark":
            raise _fault(token.at, f"{mark} belongs here.")

    @property
    def _seen(self) -> _Token:
        return self._tokens[self._next]

    def _take(self) -> _Token:
        token = self._tokens[self._next]
        if token.kind == "end":
            raise _fault(token.at, "The rule stops in the middle.")
        self._next += 1
        return token


def _fault(at: int, sentence: str) -> RuleError:
    return RuleError(f"column {at + 1}", sentence)
