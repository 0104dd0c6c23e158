"""What may be asked of a plan beside what the policy asks by itself: one decision for each mode."""
