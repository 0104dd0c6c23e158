"""From what the files and the household file tell to the events that the books are a fold of."""
