"""Compiles many rules for one statement that reads the orders it is about once for all of them."""

from dataclasses import dataclass, field

from psycopg.sql import SQL, Composable, Identifier

from syncaty.segments.rules.compile import Compiler
from syncaty.segments.rules.tree import Bought

MOST_GOODS = 62  # a bit each


@dataclass(slots=True)
class Pooling(Compiler):
    """Compiles rules of a statement that begins with `before` and joins `pooled`, `pooled_goods`.

    What was bought of whatever goods is summed up for all rules in one pass over the orders (`p`),
    and what was bought of certain goods in one pass over the lines of these (`g`). With very many
    different goods each further question is asked by itself, before the customers are looked at.
    """

    _asked: list[Composable] = field(default_factory=list)
    _sums: list[Composable] = field(default_factory=list)
    _goods: dict[tuple[str, tuple[int, ...]], Composable] = field(default_factory=dict)
    _line_sums: list[Composable] = field(default_factory=list)
    _goods_sums: list[Composable] = field(default_factory=list)

    @property
    def before(self) -> Composable:
        """The questions that the statement begins with."""
        comma = SQL(", ")
        if self._sums:
            pooled = self._piece("pooled", sums=comma.join(self._sums))
        else:
            pooled = self._piece("pooled_none")
        if self._goods:
            goods = self._piece(
                "pooled_goods",
                wares=SQL(" union all ").join(list(self._goods.values())),
                line_sums=SQL("").join(self._line_sums),
                sums=comma.join(self._goods_sums),
            )
        else:
            goods = self._piece("pooled_goods_none")
        return comma.join([*self._asked, pooled, goods])

    def _found(self, found: Composable) -> Composable:
        called = Identifier(f"found_{len(self._asked)}")
        self._asked.append(self._piece("found_before", called=called, found=found))
        return self._piece("found_there", called=called)

    def _bought_enough(self, condition: Bought) -> Composable:
        if condition.bound == "at_least" and condition.value == 0:
            return SQL("true")
        if condition.goods == "anything":
            bought = self._sum_of_all(condition)
        elif (condition.goods, condition.ids) in self._goods or len(self._goods) < MOST_GOODS:
            bought = self._sum_of_goods(condition)
        else:
            return Compiler._bought_enough(self, condition)  # noqa: SLF001
        op = "op_equals" if condition.bound == "exactly" else f"op_{condition.bound}"
        return self._piece(op, field=bought, value=condition.value)

    def _sum_of_all(self, condition: Bought) -> Composable:
        called = Identifier(f"sum_{len(self._sums)}")
        orders = self._orders(condition)
        self._sums.append(self._piece(f"pooled_{condition.measure}", orders=orders, called=called))
        return self._piece("pooled_there", called=called)

    def _sum_of_goods(self, condition: Bought) -> Composable:
        called = Identifier(f"sum_{len(self._goods_sums)}")
        named = (condition.goods, condition.ids)
        bit = 1 << (list(self._goods).index(named) if named in self._goods else len(self._goods))
        if named not in self._goods:
            wares = self._piece(f"wares_{condition.goods}", ids=list(condition.ids), bit=bit)
            self._goods[named] = wares
        measure, orders = condition.measure, self._orders(condition)
        if measure != "times":
            self._line_sums.append(self._piece(f"line_{measure}", bit=bit, called=called))
        counted = self._piece(
            "pooled_goods_times" if measure == "times" else "pooled_goods_sum",
            **({"bit": bit} if measure == "times" else {"line": called}),
            orders=orders,
            called=called,
        )
        self._goods_sums.append(counted)
        return self._piece("pooled_goods_there", called=called)
