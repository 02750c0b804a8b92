"""Figures: what was counted before and after something was done about a matter."""

from flask_babel import lazy_gettext as _l

from coffeecop.parts import Part
from coffeecop.parts.figures.views import bp, form_opened
from coffeecop.parts.links import AuditFields, PageLink, Section, Spot

PART = Part(
    name="figures",
    title=_l("What was counted before and after"),
    purpose=_l("A number for a matter, typed or read from a speed sign"),
    starts_on=True,
    blueprints=[bp],
    links=[
        PageLink(
            Spot.MATTER_FORM,
            "staff_matters.show",
            _l("A number for it"),
            "chart-column",
            opens="figure",
        ),
        Section(Spot.MATTER_FORM, "figures/form.html", form_opened),
        AuditFields(
            {
                "before_count": _l("Counted before"),
                "before_total": _l("Before: out of how many"),
                "after_count": _l("Counted after"),
                "after_total": _l("After: out of how many"),
            }
        ),
    ],
)
