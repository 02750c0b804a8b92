"""What an attacker would send, and what shows that it got them nowhere: `make attack`."""
