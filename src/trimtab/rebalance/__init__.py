"""What to do: snapshot, measure, decide, propose, verify, explain."""
