"""The one place that names concrete classes: adapters are wired to services here."""
