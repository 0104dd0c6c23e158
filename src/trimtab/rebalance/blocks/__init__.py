"""What stops a trade: the facts it goes by, what may be sold, what may be bought."""
