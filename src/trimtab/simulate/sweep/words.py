"""Policies in words, as flags and files write them: `5/25`, `half-outside`, `500/month/toward/3%`, `10+4.95`."""

from __future__ import annotations

import re
from math import isfinite

from trimtab.simulate.sweep.looks import WORDS as LOOK_WORDS
from trimtab.simulate.sweep.looks import is_look
from trimtab.simulate.sweep.policy import Band, Cost, Flow, FlowWay, Stop, SweepPolicy

_STOPS = {"target": 0.0, "half": 0.5, "halfway": 0.5, "edge": 1.0, "band_edge": 1.0}
_OUTSIDE = "-outside"
_PER_CLASS = re.compile(r"(\S+):(\S+)")
_MOST = 1e12


class PolicyWordError(ValueError):
    """Words that are no policy; the text says what would be."""


def _number(text: str, least: float, most: float, what: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise PolicyWordError(f"{text!r} is no number: {what}") from None
    if not isfinite(value) or not least <= value <= most:
        raise PolicyWordError(f"{text} does not lie between {least:g} and {most:g}: {what}")
    return value


def look_of(text: str) -> str:
    """A calendar. Raises PolicyWordError."""
    if not is_look(text):
        raise PolicyWordError(f"{text!r} is no calendar: {LOOK_WORDS}")
    return text


def band_of(text: str) -> Band:
    """`none`, `5` (points), `20%` (of target), `5/25` (the nearer of both). Raises PolicyWordError."""
    what = "a band is none, 5 (points), 20% (of the target) or 5/25 (the nearer of both)"
    if text == "none":
        return Band()
    if text.endswith("%"):
        return Band(relative_pct=_number(text[:-1], 0, 1000, what))
    points, slash, relative = text.partition("/")
    first = _number(points, 0, 100, what)
    return Band(first, _number(relative.removesuffix("%"), 0, 1000, what) if slash else None)


def bands_of(text: str) -> tuple[Band, dict[str, Band]]:
    """One band for all, or one for each class that is named: `stocks:5 bonds:20%`. Raises PolicyWordError."""
    parts = text.split()
    named = [_PER_CLASS.fullmatch(part) for part in parts]
    if not any(named):
        return band_of(text.strip()), {}
    bands = {found[1]: band_of(found[2]) for found in named if found}
    if len(bands) < len(parts):
        raise PolicyWordError(f"{text!r}: name each class once, as in stocks:5 bonds:20%")
    return Band(), bands


def stop_of(text: str) -> Stop:
    """`target`, `half`, `edge`, or a share of the band's width such as 0.875; `-outside` behind it: only classes
    outside their bands. Raises PolicyWordError."""
    only = text.endswith(_OUTSIDE)
    word = text.removesuffix(_OUTSIDE)
    what = "how far is target, half, edge or a share of the band such as 0.875, each with -outside or without"
    share = _STOPS[word] if word in _STOPS else _number(word, 0, 1, what)
    return Stop(share, only)


def flow_of(text: str) -> Flow | None:
    """`none`, or `USD/CALENDAR`, then `/toward`, `/mix` or `/held`, then `/3%` of growth. Raises PolicyWordError."""
    what = "a flow is none, or dollars and a calendar such as 500/month, -2000/quarter/held, 500/month/mix/3%"
    if text == "none":
        return None
    usd, *others = text.split("/")
    amount = _number(usd, -_MOST, _MOST, what)
    if not amount or not others:
        raise PolicyWordError(f"{text!r}: {what}")
    look, way, growth = look_of(others.pop(0)), FlowWay.TOWARD, 0.0
    for word in others:
        if word.endswith("%"):
            growth = _number(word[:-1], -50, 50, what)
        elif word in set(FlowWay):
            way = FlowWay(word)
        else:
            raise PolicyWordError(f"{word!r} in {text!r}: {what}")
    return Flow(amount, look, way, growth)


def cost_of(text: str) -> Cost:
    """Basis points of what is traded, and dollars for each trade: `10`, `10+4.95`. Raises PolicyWordError."""
    what = "a cost is basis points, and dollars a trade if there are any, such as 10 or 10+4.95"
    bps, plus, fee = text.partition("+")
    return Cost(_number(bps, 0, 5000, what), _number(fee, 0, 1e6, what) if plus else 0.0)


def policy_of(look: str, band: str, to: str = "target", flow: str = "none", cost: str = "0") -> SweepPolicy:
    """A policy, and its name made of what it varies. Raises PolicyWordError."""
    every, named = bands_of(band)
    parts = [look]
    if look != "never":
        parts.append("no band" if band == "none" else f"band {band}")
        parts += [] if to == "target" else [f"to {to}"]
    parts += [] if flow == "none" else [f"flow {flow}"]
    parts += [] if cost == "0" else [f"cost {cost}"]
    return SweepPolicy(
        look_of(look), every, stop_of(to), flow_of(flow), cost_of(cost), named, ", ".join(parts)
    )
