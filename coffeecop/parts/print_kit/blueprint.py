from flask import Blueprint

bp = Blueprint("print_kit", __name__, url_prefix="/staff/events", template_folder="templates")
