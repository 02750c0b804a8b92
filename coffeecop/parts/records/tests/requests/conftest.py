import subprocess
import sys
import zipfile

import pytest

from coffeecop.config import PROJECT


@pytest.fixture
def check(tmp_path):
    def run(files, *options):
        file = tmp_path / "pack.zip"
        with zipfile.ZipFile(file, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        command = [sys.executable, "-I", PROJECT / "docs" / "verify_record.py", file, *options]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    return run
