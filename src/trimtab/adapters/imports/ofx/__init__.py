"""Reader of OFX and QFX files, versions 1.x (SGML) and 2.x (XML)."""

from trimtab.adapters.imports.ofx.statement import read, recognise

__all__ = ["read", "recognise"]
