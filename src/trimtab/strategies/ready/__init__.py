"""Strategies that are ready to use, each from its published rule; `shelf` finds them by their words."""
