"""The app for `python app.py`, `flask --app app …` and WSGI servers."""

import sys

from coffeecop import create_app
from coffeecop.config import UnsafeSetting

try:
    app = create_app()
except UnsafeSetting as problem:
    sys.exit(f"coffeecop cannot start. {problem}")
except OSError as problem:
    sys.exit(f"coffeecop cannot start. {problem.filename} cannot be used ({problem.strerror}).")

if __name__ == "__main__":
    from coffeecop.server.production import serve

    serve(app, with_worker=True)
