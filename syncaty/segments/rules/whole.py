"""Compiles many rules for all customers of a store at once, so that its orders are read seldom."""

from dataclasses import dataclass, field

from psycopg.sql import SQL, Composable, Identifier

from syncaty.segments.rules.compile import Compiler
from syncaty.segments.rules.tree import Bought


@dataclass(slots=True)
class WholeStore(Compiler):
    """Compiles rules of a statement that begins with `before` and joins `pooled` as `p`.

    What was bought of whatever goods is summed up for all rules in one pass over the orders. Each
    question about certain goods is asked once, before the customers are looked at.
    """

    _asked: list[Composable] = field(default_factory=list)
    _sums: list[Composable] = field(default_factory=list)

    @property
    def before(self) -> Composable:
        """The questions that the statement begins with."""
        if self._sums:
            pooled = self._piece("pooled", sums=SQL(", ").join(self._sums))
        else:
            pooled = self._piece("pooled_none")
        return SQL(", ").join([*self._asked, pooled])

    def _found(self, found: Composable) -> Composable:
        called = Identifier(f"found_{len(self._asked)}")
        self._asked.append(self._piece("found_before", called=called, found=found))
        return self._piece("found_there", called=called)

    def _bought_enough(self, condition: Bought) -> Composable:
        if condition.goods != "anything":
            return Compiler._bought_enough(self, condition)  # noqa: SLF001
        if condition.bound == "at_least" and condition.value == 0:
            return SQL("true")
        called = Identifier(f"sum_{len(self._sums)}")
        orders = self._orders(condition)
        self._sums.append(self._piece(f"pooled_{condition.measure}", orders=orders, called=called))
        op = "op_equals" if condition.bound == "exactly" else f"op_{condition.bound}"
        bought = self._piece("pooled_there", called=called)
        return self._piece(op, field=bought, value=condition.value)
