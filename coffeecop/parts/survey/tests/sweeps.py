PAGES_OF_EVENT_FOR_RESIDENTS = ["survey", "survey/thanks"]
FORMS_OF_EVENT = [("survey", {"line": "Good coffee"})]
COSTS = [("/staff/events/{event}", 1)]
FOR_EVERYBODY = ["survey.new", "survey.create", "survey.save_tap", "survey.thanks"]
FOR_RESIDENTS = [
    f"coffeecop/parts/survey/{file}"
    for file in (
        "forms.py",
        "templates/survey/event.html",
        "templates/survey/form.html",
        "templates/survey/new.html",
        "templates/survey/next.html",
        "templates/survey/saved.html",
        "templates/survey/thanks.html",
        "views.py",
    )
]
