"""What Fidelity exports."""
