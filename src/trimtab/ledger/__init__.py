"""What is owned: stated files become accounts with lots."""
