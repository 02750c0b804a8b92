"""Stored values with their names for people, in English: the filter `label` translates."""

import enum
from typing import Any, Self


def N_(text: str) -> str:
    """Mark a text for translation where it is only named."""
    return text


class Labelled(enum.StrEnum):
    """Values that are stored, each with its name for people."""

    _value_: str
    label: Any

    def __new__(cls, value: str, *label: Any) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        (member.label,) = label
        return member
