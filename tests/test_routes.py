"""Who may reach what. A new route fails here until someone has decided."""

from tests.of_parts import of_parts

# What is answered without an account, by its part of the site.
FOR_EVERYBODY = """
static service_worker favicon manifest
front.index
events.index events.show events.calendar events.feed events.code
rsvps.new rsvps.create rsvps.show rsvps.update rsvps.resend rsvps.calendar
rsvps.code rsvps.edit rsvps.cancel
mail_addresses.confirm mail_addresses.confirmed
unsubscribe.new unsubscribe.create unsubscribe.new_for_concern unsubscribe.create_for_concern
concerns.new concerns.create concerns.new_about_officer concerns.create_about_officer
concerns.notes concerns.in_this_language concerns.find concerns.look_up concerns.receipt
concerns.guesses concerns.receipt_image concerns.transcript concerns.word_lists
concerns.on_this_phone concerns.add_to_thread concerns.say_whether_better
concerns.visit concerns.new_withdrawal concerns.withdraw
matters.index matters.show matters.photo matters.confirm
matters.former matters.former_photo
pages.about pages.privacy pages.accessibility pages.computer pages.verifier
operators.healthz
operators.readyz operators.security_txt
accounts.sign_in accounts.start_session accounts.sign_in_code accounts.check_code
accounts.mail_code accounts.link accounts.use_link accounts.sign_out
"""
PUBLIC = {*FOR_EVERYBODY.split(), *of_parts("FOR_EVERYBODY")}


def test_every_route_is_for_staff_or_listed_as_public(app):
    views = app.view_functions.items()
    unguarded = {name for name, view in views if not hasattr(view, "allowed_roles")}
    assert unguarded == PUBLIC


def test_reading_and_writing_are_separate_views(app):
    for rule in app.url_map.iter_rules():
        assert not {"GET", "POST"} <= rule.methods, rule.endpoint
        assert rule.methods <= {"GET", "HEAD", "OPTIONS", "POST"}, rule.endpoint


# A form or a confirmation opens at the address of its page. The number falls, as pages join.
MOST_STAFF_ADDRESSES = 75


def test_staff_open_few_addresses(app):
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods]
    opened = {rule.rule for rule in rules if rule.rule.startswith("/staff")}
    assert len(opened) <= MOST_STAFF_ADDRESSES
