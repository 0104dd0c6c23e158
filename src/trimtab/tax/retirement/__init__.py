"""The law of retirement accounts: what may go in, what may come out, and what must."""
