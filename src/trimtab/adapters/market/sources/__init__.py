"""Where prices are fetched from when asked for, and the cache in which they are kept."""
