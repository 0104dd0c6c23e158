"""The world: custodians, formats, household files, rendering."""
