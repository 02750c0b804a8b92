from coffeecop.web.i18n import PublicBlueprint

bp = PublicBlueprint("concerns", __name__)
