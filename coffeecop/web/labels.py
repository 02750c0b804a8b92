"""What things are called on pages: filters and functions for templates."""

from flask import Flask

from coffeecop.web import concern_labels, event_labels, matters_shown, roster_labels

# By the module that has them.
FILTERS = {
    concern_labels: "asked_line due_note flag_note keep_until kept_for label place_name "
    "topic_words",
    event_labels: "accommodation_line announced_and_new_time checklist_label description_parts "
    "event_label line_state moved_from opening_sentence summary_line title_beside_place",
    roster_labels: "languages_line need_line roster_line staff_name unmet_line who_line",
}


def init_app(app: Flask) -> None:
    for module, names in FILTERS.items():
        for name in names.split():
            app.add_template_filter(getattr(module, name))
    app.add_template_filter(concern_labels.USUAL_TEXTS.__getitem__, "usual_text")
    app.add_template_filter(concern_labels.ASKED_NAMES.__getitem__, "asked_name")
    matters_shown.init_app(app)
