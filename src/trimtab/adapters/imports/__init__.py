"""Readers of what custodians export."""
