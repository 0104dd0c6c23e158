"""`python -m trimtab`."""

from trimtab.apps.cli import main

main()
