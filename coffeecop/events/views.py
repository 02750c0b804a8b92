from coffeecop.i18n import PublicBlueprint

bp = PublicBlueprint("events", __name__)
