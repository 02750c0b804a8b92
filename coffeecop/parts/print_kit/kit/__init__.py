"""The print kit of an event: poster, table tent, door sheet, host card and concern cards."""
