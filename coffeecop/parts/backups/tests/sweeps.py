OPEN_TO = [("POST /staff/settings/installation/key", {"admin"})]
