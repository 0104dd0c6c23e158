"""The forms, line by line: each module is one form or worksheet and names its lines."""
