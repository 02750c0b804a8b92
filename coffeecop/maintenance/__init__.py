"""What operators ask of a whole installation: is it well, and was nothing changed?"""
