"""Reader of Interactive Brokers' Flex query results in XML."""

from trimtab.adapters.imports.flex.statement import read, recognise

__all__ = ["read", "recognise"]
