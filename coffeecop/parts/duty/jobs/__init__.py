"""What the worker does: write alerts, and send them."""
