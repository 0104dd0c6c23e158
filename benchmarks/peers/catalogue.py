"""Who is compared: the package, how it is run, and what its model does not have."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ADAPTERS = Path(__file__).parent / "adapters"
HAS = ("household", "lots", "tax", "whole shares", "minimum trade", "trading cost")


@dataclass(frozen=True, slots=True)
class Peer:
    """A program that proposes trades. `has` are those of `HAS` that its model knows where it makes trades.

    `needs` are the packages of one that is in no registry: its own files stand in `source` of its environment, and its
    version is what they say of themselves. `words` are handed to its adapter: another way to run the same peer.
    """

    name: str
    version: str
    has: frozenset[str]
    way: str
    needs: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def package(self) -> str:
        """Its name without the way it is run: that of its environment and its adapter."""
        return self.name.partition(",")[0]

    @property
    def requirements(self) -> tuple[str, ...]:
        """What pip installs."""
        return self.needs or (f"{self.package}=={self.version}",)

    @property
    def adapter(self) -> Path:
        """What runs in its environment."""
        return ADAPTERS / f"with_{self.package}.py"


PEERS = (
    Peer(
        "cvxportfolio",
        "1.5.1",
        frozenset({"trading cost"}),
        "single-period optimum on one merged account",
    ),
    Peer("lakshmi", "3.1.0", frozenset({"household"}), "`Allocate`, rebalancing, account after account"),
    Peer(
        "realloc",
        "0.1.5.2",
        frozenset({"household", "whole shares", "minimum trade"}),
        "its default rebalancer; a minimum is in shares, none set",
    ),
    Peer(
        "taxrebalance",
        "0.2.0",
        frozenset({"lots", "tax", "trading cost"}),
        "its tax-aware method on one merged, taxable account",
    ),
    Peer(
        "oracle",
        "2025",
        frozenset({"lots", "tax", "minimum trade", "trading cost"}),
        "`TAX_AWARE` by PuLP and CBC, account after account, each to the same target",
        ("pulp==3.3.2", "pandas==3.1.1"),
    ),
    Peer(
        "oracle, no minimum",
        "2025",
        frozenset({"lots", "tax", "trading cost"}),
        "the same without a smallest trade",
        ("pulp==3.3.2", "pandas==3.1.1"),
        ("no-minimum",),
    ),
)


def lacking() -> list[tuple[str, ...]]:
    """A row for each peer: what its model has not, and how it is run."""
    return [
        (
            f"{peer.name} {peer.version}",
            *("" if known in peer.has else "no" for known in HAS),
            peer.way,
        )
        for peer in PEERS
    ]
