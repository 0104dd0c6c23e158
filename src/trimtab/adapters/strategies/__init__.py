"""Strategies from outside: a person's own Python file, and what a strategy remembers from one plan to the next."""
