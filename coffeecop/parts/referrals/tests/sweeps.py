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
LONG = "replace('{0}', 'x', 'xx')"
CHECKS = [
    *(("referral_partners", f"{name} = ' '", f"{name}_present") for name in ("name_en", "name_es")),
    ("referral_partners", "email = 'works'", "email_form"),
    ("referrals", "body = ' '", "body_present"),
    ("referrals", "reply = ' '", "reply_not_blank"),
    ("referrals", f"body = {LONG}", "body_bounded"),
    ("referrals", f"reply = {LONG}", "reply_bounded"),
    ("referrals", "reply = NULL", "reply_has_when"),
    ("referrals", "sent_at = NULL, given_by_id = staff_id", "given_has_when"),
    ("referrals", "withdrawn_at = NULL, recall_told_at = created_at", "told_is_withdrawn"),
]
