"""The law of self-directed accounts: income that is taxed inside them, and dealings that end them."""
