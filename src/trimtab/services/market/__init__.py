"""From files of prices to one market, checked in the open; and the market of one household."""
