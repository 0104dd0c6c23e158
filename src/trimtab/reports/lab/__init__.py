"""What the strategy lab shows: results that nobody had, each with what it assumes and what it leaves out beside it."""
