"""What the worker writes: the digest of a morning, the briefing of an evening."""
