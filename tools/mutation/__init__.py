"""Changes the code of the law and the ledger a little, one place at a time, and asks whether a test notices.

`python -m tools.mutation` (docs/mutation.md): each change is a mutant; one that every test passes is alive.
"""
