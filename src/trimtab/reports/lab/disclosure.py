"""What stands beside every result that nobody had. After the SEC's Marketing Rule, 17 CFR 275.206(4)-1.

Under (e)(8) results are hypothetical where no portfolio achieved them: of model portfolios, back-tested, targeted or
projected. (d)(6) asks for what lets people understand the criteria used and assumptions made, and the risks and
limitations of using such results for decisions; (a) for fair and balanced periods, with nothing left out that would
mislead. trimtab is no adviser and advertises nothing; it takes the rule as a measure of plain dealing.
"""

from __future__ import annotations

HYPOTHETICAL = (
    "These results are hypothetical: no one had them. A rule was applied afterwards to prices of the past.",
    "Whoever chose the rule, its settings and the years knew how they ended; results chosen with hindsight flatter.",
    "Past returns say little about future ones. Nothing here is a forecast, and losses can be larger than any shown.",
)
