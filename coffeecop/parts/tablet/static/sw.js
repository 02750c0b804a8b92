// The pages of a tablet on the table.
KEEP_THEMSELVES.push(/^(\/es)?\/events\/[^/.]+\/tablet(\/(concern|arrival)(\/waited)?)?$/);
