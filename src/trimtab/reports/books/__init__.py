"""What is shown at tax time: gains, lots, wash sales, Form 8949, reconciliation."""
