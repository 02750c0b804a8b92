from coffeecop.parts.doctor.verifying import verify

FOR_EVERYBODY = ["doctor.client"]
NO_PAGES = ["doctor.client"]
FAULTS = [lambda: verify().faults]
