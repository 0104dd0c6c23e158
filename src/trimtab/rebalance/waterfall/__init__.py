"""The waterfall: a rule-based plan without an optimiser, the fallback and the twin it is compared with.

Cash that must be there first, then cash to place, then swaps: sheltered accounts before taxable ones, losses before
gains, long-term before short-term, highest basis first. `moves.py` has the order; what it asks again and again (where
classes stand, what an account has in cash, who needs money most) is kept as the moves go on, never added up afresh.
"""
