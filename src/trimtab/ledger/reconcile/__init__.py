"""Our books against what the custodian states: every difference as a value, with the causes that the data bear out."""
