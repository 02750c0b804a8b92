"""What it counts of an event."""

from coffeecop.parts.arrivals.counting import headcount

NUMBERS = [headcount]
