from coffeecop.i18n import PublicBlueprint

bp = PublicBlueprint("rsvps", __name__)
