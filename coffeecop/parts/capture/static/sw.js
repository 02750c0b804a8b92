KEEP_THEMSELVES.push(/^\/staff\/events\/\d+\/capture$/);
