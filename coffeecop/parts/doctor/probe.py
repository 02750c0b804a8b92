"""Whom a running server takes a request to come from: told to the command `doctor` alone."""

from flask import Blueprint, abort, jsonify, request
from flask.typing import ResponseReturnValue

from coffeecop.web.tokens import is_signed, signer

PURPOSE = "client probe"
HEADER = "X-Coffeecop-Probe"
PATH = "/healthz/client"
# Nobody else gets an answer.
SECONDS = 60

bp = Blueprint("doctor", __name__, template_folder="templates", cli_group=None)


@bp.get(PATH)
def client() -> ResponseReturnValue:
    if not is_signed(request.headers.get(HEADER, ""), PURPOSE, seconds=SECONDS):
        abort(404)
    return jsonify(address=request.remote_addr, scheme=request.scheme, host=request.host)


def new_token() -> str:
    return signer(PURPOSE).sign("probe").decode()
