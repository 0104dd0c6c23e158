"""Propose: who may say what to trade, what it is worth, and when there is nothing left to gain."""
