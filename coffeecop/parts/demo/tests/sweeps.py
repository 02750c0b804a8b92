# Printed when the server starts; no page links it.
NO_PAGES = ["demo.sign_in"]
FOR_EVERYBODY = ["demo.sign_in"]
