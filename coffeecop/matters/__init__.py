"""What several people said and what came of it: the verbs, and who else says so."""
