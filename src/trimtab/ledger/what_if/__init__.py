"""What would happen to the bill: words of a person, turned into sales and income."""
