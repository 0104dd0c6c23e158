"""A household and a policy through history, by the journey that makes the live plan."""
