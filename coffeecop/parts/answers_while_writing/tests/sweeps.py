FOR_EVERYBODY = ["answers_while_writing.suggest"]
FOR_RESIDENTS = [
    f"coffeecop/parts/answers_while_writing/templates/answers_while_writing/{name}.html"
    for name in ("place", "suggestions")
]
