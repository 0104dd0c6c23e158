"""Files of prices, returns and yields, each read line by line into columns; and the cache of what was fetched."""
