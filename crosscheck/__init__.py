"""Comparisons with other programs, which are never dependencies."""
