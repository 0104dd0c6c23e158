"""The year's tax over all results that a plan could bring: polygons, on each of which it is one plane."""
