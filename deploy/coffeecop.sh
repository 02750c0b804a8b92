#!/bin/sh
# A command of coffeecop with the settings and the account of the service, as /usr/local/bin/coffeecop:
#   sudo coffeecop staff link chief@example.gov
set -eu
set -a
# shellcheck source=/dev/null
. /etc/coffeecop.env
set +a
cd /opt/coffeecop
exec runuser -u coffeecop -- .venv/bin/python -m coffeecop "$@"
