from coffeecop.i18n import PublicBlueprint

bp = PublicBlueprint("pages", __name__)
