class UnsafeSetting(Exception):
    """A setting is missing or unsafe; the message says what to do about it."""
