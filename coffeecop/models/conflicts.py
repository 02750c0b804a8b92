"""Conflicting changes by two people. In both cases nothing of the second change is saved."""


class ChangedByColleague(Exception):
    """A colleague changed the data after this page was rendered; the user must look at it again."""


class ConcurrentSave(Exception):
    """A colleague saved the same data at the same moment; the user can simply retry."""
