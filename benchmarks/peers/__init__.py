"""The same household planned by trimtab and by other programs, each of them in an environment of its own."""
