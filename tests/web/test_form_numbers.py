"""Numbers that are far too long, in each field for a number of all forms."""

import pkgutil
from importlib import import_module

import wtforms
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField
from wtforms.fields.core import UnboundField

import coffeecop

# WTForms' NumberRange overflows from 310 digits on, and Python reads no more than 4,300.
LENGTHS = (11, 310, 4300, 4301)


def subclasses(kind):
    return {kind}.union(*map(subclasses, kind.__subclasses__()))


def number_fields(form):
    for name in dir(form):
        field = getattr(form, name, None)
        if isinstance(field, UnboundField) and issubclass(field.field_class, IntegerField):
            yield name


def forms_with_numbers():
    for module in pkgutil.walk_packages(coffeecop.__path__, "coffeecop."):
        if not module.name.endswith("__main__") and ".migrations" not in module.name:
            import_module(module.name)
    forms = [form for form in subclasses(wtforms.Form) if form.__module__.startswith("coffeecop.")]
    return [form for form in forms if any(number_fields(form))]


def test_no_number_is_too_long_for_any_form(app):
    for length in LENGTHS:
        forms = forms_with_numbers()
        assert {"ChecklistForm", "RsvpForm", "SeatsForm"} <= {each.__name__ for each in forms}
        with app.test_request_context("/staff", method="POST"):
            for form in forms:
                base = FlaskForm if issubclass(form, FlaskForm) else wtforms.Form
                # Without what its own __init__ needs.
                bare = type("Bare", (form,), {"__init__": base.__init__})
                sent = bare(MultiDict(dict.fromkeys(number_fields(form), "9" * length)))
                for name in number_fields(form):
                    sent[name].validate(sent)
                    assert sent[name].data is None, f"{form.__name__}.{name}"
