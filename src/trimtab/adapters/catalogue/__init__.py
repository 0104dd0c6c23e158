"""Funds, ready-made targets and covariances that come with trimtab."""
