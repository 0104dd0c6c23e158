"""The year's tax over all results: found by running the law on planes."""
