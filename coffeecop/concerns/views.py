from coffeecop.i18n import PublicBlueprint

bp = PublicBlueprint("concerns", __name__)
