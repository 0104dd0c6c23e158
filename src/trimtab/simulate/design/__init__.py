"""A target from data: what is asked, what returns say, views in words, and weights rounded to a whole."""
