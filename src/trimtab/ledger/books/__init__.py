"""The books: a fold of events into lots, closed lots and income."""
