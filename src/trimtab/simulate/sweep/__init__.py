"""Thousands of policies on one portfolio, before tax, as arrays."""
