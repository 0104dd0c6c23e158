"""Portfolio optimisation by skfolio (extra `design`), behind services/ports.Allocator. To be imported late."""
