"""A policy in ten lines: leave things alone until a class is a fifth off its target, then go half of the way back."""

from trimtab.strategies import Act, Hold


class Calm:
    name = "calm"

    def decide(self, seen):
        far = [row for row in seen.drift.classes if abs(row.gap) > row.target / 5]
        if not far:
            return Hold("every class is within a fifth of its target")
        goals = {row.class_id: tuple(sorted((row.target, row.target + row.gap / 2))) for row in far}
        return Act(f"a fifth off target: {', '.join(goals)}", goals=goals)
