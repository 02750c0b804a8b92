OPEN_TO = [("POST /staff/settings/installation", {"admin"})]
