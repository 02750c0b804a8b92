"""Two people change the same thing. In both cases nothing of the second change is saved."""


class ChangedByColleague(Exception):
    """A colleague changed it since this person's page was made: look at it again first."""


class ConcurrentSave(Exception):
    """A colleague saved the same thing in the same instant: send it once more."""
