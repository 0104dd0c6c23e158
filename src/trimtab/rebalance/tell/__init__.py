"""Tell: the reasons of a plan in words, symbol by symbol, and what stays off target and why."""
