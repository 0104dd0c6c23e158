"""What would happen: the same journey asked again under other settings. No second engine."""
