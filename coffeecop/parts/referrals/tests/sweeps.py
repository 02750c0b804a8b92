COSTS = [("/staff/concerns/{concern}", 1)]
EVERYBODY = {"officer", "organizer", "complaints", "records", "admin"}
CONCERNS = "/staff/concerns"
OF_CONCERN = f"{CONCERNS}/<int:concern_id>/referrals"
OPEN_TO = [
    (f"GET {OF_CONCERN}/new", EVERYBODY),
    (f"POST {OF_CONCERN}", EVERYBODY),
    *(
        (f"POST {OF_CONCERN}/<int:referral_id>/{rest}", EVERYBODY)
        for rest in ("delivery", "withdrawal")
    ),
    (f"POST {CONCERNS}/referrals/<int:referral_id>/recall", EVERYBODY),
]
FOR_EVERYBODY = ["referrals.show", "referrals.reply"]
FOR_RESIDENTS = [
    f"coffeecop/parts/referrals/{each}"
    for each in ("mail", "outside", "templates/referrals/mail/", "templates/referrals/show.html")
]
