"""What one can ask: one plain function per use case, and the ports they need."""
