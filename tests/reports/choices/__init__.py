"""Choices as shown."""
