"""The only room with floats and a solver: encode, solve, decode."""
