"""Wash sales over a whole household: a history of lots and sales in, every loss allowed or disallowed out."""
