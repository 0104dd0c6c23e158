"""Where the classes stand as moves go on: their dollars, by how much they are off, and which need money most."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping
from decimal import Decimal

from trimtab.core.drift import Drift
from trimtab.core.money import CENT, ZERO
from trimtab.core.policy import CASH_CLASS, Policy
from trimtab.rebalance.decide import Decision

Range = tuple[Decimal, Decimal]


class Above:
    """A parent class with a band of its own, in USD."""

    __slots__ = ("band_usd", "usd")

    def __init__(self, usd: Decimal, band_usd: Range) -> None:
        self.usd = usd
        self.band_usd = band_usd


class Standing:
    """One class, in USD: what it holds, its band, the goals it should end between, and its target. `wanted_usd` is the
    target, or the most that the class may end with. `off_usd` is by how much it is off goals, target and band,
    `over_usd` by how much above the upper goal, `lacking_usd` what is missing to what is wanted."""

    __slots__ = (
        "above",
        "band_usd",
        "class_id",
        "goal_usd",
        "lacking_usd",
        "off_usd",
        "over_usd",
        "target_usd",
        "usd",
        "wanted_usd",
    )

    def __init__(
        self, class_id: str, usd: Decimal, band_usd: Range, goal_usd: Range, target_usd: Decimal
    ) -> None:
        self.class_id = class_id
        self.band_usd = band_usd
        self.goal_usd = goal_usd
        self.target_usd = self.wanted_usd = target_usd
        self.above: tuple[Above, ...] = ()
        self.stand_at(usd)

    def stand_at(self, usd: Decimal) -> None:
        """What it holds from now on."""
        self.usd = usd
        self.over_usd = usd - self.goal_usd[1]
        self.lacking_usd = self.wanted_usd - usd
        self.off_usd = self.off_at(usd)

    def want(self, most_usd: Decimal) -> None:
        """No more than this is wanted of it."""
        self.wanted_usd = min(self.target_usd, most_usd)
        self.lacking_usd = self.wanted_usd - self.usd

    @property
    def need(self) -> tuple[Decimal, Decimal, str, Standing]:
        """The order in which classes are given money, least first: over the lower goal, over the target, by name."""
        return self.usd - self.goal_usd[0], self.usd - self.target_usd, self.class_id, self

    def off_at(self, usd: Decimal) -> tuple[Decimal, Decimal, Decimal]:
        """By how much it would be off goals, target and band."""
        low, high = self.goal_usd
        off_goal = low - usd if usd < low else usd - high if usd > high else ZERO
        low, high = self.band_usd
        outside = low - usd if usd < low else usd - high if usd > high else ZERO
        return off_goal, abs(usd - self.target_usd), outside


Changes = Mapping[Standing, Decimal]


class Classes:
    """All classes of one household. `needy` are those that lack money enough for a trade, the neediest first; `over`
    those watched that are above their upper goal by enough."""

    def __init__(self, policy: Policy, decision: Decision, drift: Drift) -> None:
        self.floor_usd = max(policy.min_trade_usd, CENT) - CENT
        whole = drift.total_usd
        self.by_id: dict[str, Standing] = {}
        for row in drift.classes:
            goals = _times(decision.goals[row.class_id], whole)
            band = _times((row.band_low, row.band_high), whole)
            target_usd = policy.target[row.class_id] * whole
            self.by_id[row.class_id] = Standing(row.class_id, row.actual_usd, band, goals, target_usd)
        for class_id, (_, most) in decision.class_limits_usd.items():
            if most is not None and class_id in self.by_id:
                self.by_id[class_id].want(most)
        for parent in policy.parents:
            self._add_above(parent, _times(policy.band(parent), whole))
        self.cash = self.by_id[CASH_CLASS]
        self.over: set[Standing] = set()
        self._over_usd: dict[Standing, Decimal] = {}
        others = (standing for standing in self.by_id.values() if standing is not self.cash)
        self.needy = sorted(standing.need for standing in others if self._is_needy(standing))

    def _add_above(self, parent: str, band_usd: Range) -> None:
        below = [standing for standing in self.by_id.values() if standing.class_id.startswith(f"{parent}.")]
        above = Above(sum((standing.usd for standing in below), ZERO), band_usd)
        for standing in below:
            standing.above += (above,)

    def move(self, changes: Changes) -> None:
        """Add these dollars to the classes."""
        for standing, usd in changes.items():
            for above in standing.above:
                above.usd += usd
            if self._is_needy(standing):
                del self.needy[bisect_left(self.needy, standing.need)]
            standing.stand_at(standing.usd + usd)
            if self._is_needy(standing):
                insort(self.needy, standing.need)
            if standing in self._over_usd:
                (self.over.add if self._is_over(standing) else self.over.discard)(standing)

    def watch(self, shares: Mapping[Standing, Decimal]) -> None:
        """Keep `over`, of classes of which a security has at least this share."""
        self._over_usd = {standing: share * self.floor_usd for standing, share in shares.items()}
        self.over = {standing for standing in shares if self._is_over(standing)}

    def improves(self, changes: Changes) -> bool:
        """Whether adding these dollars brings the household nearer its goals, no farther from its targets, and
        puts no dollar more outside bands."""
        off_goals = off_targets = outside = ZERO
        for standing, usd in changes.items():
            was, then = standing.off_usd, standing.off_at(standing.usd + usd)
            off_goals += then[0] - was[0]
            off_targets += then[1] - was[1]
            outside += then[2] - was[2]
        if off_goals >= 0 or off_targets > 0:
            return False
        return outside + _outside_above(changes.items()) <= 0

    def _is_over(self, standing: Standing) -> bool:
        over = standing.over_usd
        return over > 0 and over >= self._over_usd[standing]

    def _is_needy(self, standing: Standing) -> bool:
        """Half of what a trade buys may be of other classes; cash is what is given."""
        lacking = standing.lacking_usd
        return lacking > 0 and lacking * 2 >= self.floor_usd and standing is not self.cash


def _outside_above(changes: Iterable[tuple[Standing, Decimal]]) -> Decimal:
    """The dollars that these changes put outside the bands of parents."""
    added: dict[Above, Decimal] = {}
    for standing, usd in changes:
        for above in standing.above:
            added[above] = added.get(above, ZERO) + usd
    if not added:
        return ZERO
    return sum((_off(a.usd + usd, a.band_usd) - _off(a.usd, a.band_usd) for a, usd in added.items()), ZERO)


def _times(shares: Range, whole_usd: Decimal) -> Range:
    return shares[0] * whole_usd, shares[1] * whole_usd


def _off(usd: Decimal, between: Range) -> Decimal:
    low, high = between
    if usd < low:
        return low - usd
    return usd - high if usd > high else ZERO
