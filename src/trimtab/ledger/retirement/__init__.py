"""A household's retirement accounts before the law: what must come out, what may go in."""
