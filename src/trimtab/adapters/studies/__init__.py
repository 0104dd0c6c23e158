"""Sweep files: series spliced from tables, grids of policies, and figures that others published."""
