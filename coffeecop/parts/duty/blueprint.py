from flask import Blueprint, flash
from flask_babel import gettext as _

from coffeecop.models import Agency
from coffeecop.parts.duty.messages import queue_test
from coffeecop.parts.duty.models import PushSubscription

bp = Blueprint("duty", __name__, url_prefix="/staff", template_folder="templates")


def send_test(to: PushSubscription | Agency) -> None:
    queue_test(to)
    flash(_("The test is on its way, and gets there within half a minute."))
