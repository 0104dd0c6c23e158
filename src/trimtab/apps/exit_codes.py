"""Exit codes: what a program that calls trimtab can tell without reading its words."""

from enum import IntEnum


class ExitCode(IntEnum):
    """Documented in docs/cli.md; never renumbered."""

    DONE = 0  # also when there is nothing to do
    INTERNAL_ERROR = 1
    WRONG_USAGE = 2
    INPUT_REFUSED = 3  # every problem is listed
    NO_PLAN = 4  # something should be done, and no plan passed every check
    OUTPUT_FAILED = 5  # the disk or pipe that an answer goes to failed; nothing is half written
    DIFFERS = 6  # reconcile: the books and the custodians differ, or an event could not be booked
    STOPPED = 7  # a backtest could not go on to its end: nothing of it is a result
