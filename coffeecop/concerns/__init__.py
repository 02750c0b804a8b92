"""The life of a concern: its states, and the verbs that are the only way to change them."""
