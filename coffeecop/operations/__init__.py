"""What operators do to a whole installation, such as verifying it."""
