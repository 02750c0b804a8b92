"""deploy/coffeecop.env.example: every setting, each with a comment, for systemd and for a shell."""

import re
import subprocess

import pytest

from coffeecop.config import PROJECT, read_settings

EXAMPLE = (PROJECT / "deploy/coffeecop.env.example").read_text()
SETTING = re.compile(r"^#?([A-Z][A-Z0-9_]+)=(.*)$", re.MULTILINE)
NAMES = [name for name, _ in SETTING.findall(EXAMPLE)]


class AskedFor(dict):
    """An environment that notes which settings are looked up."""

    def __init__(self, *given):
        super().__init__(*given)
        self.names = set()

    def get(self, name, default=None):
        self.names.add(name)
        return super().get(name, default)


def sourced(text, tmp_path):
    """Return the settings that a shell finds in a file."""
    file = tmp_path / "coffeecop.env"
    file.write_text(text)
    command = ["env", "-i", "sh", "-c", f"set -a; . {file}; env -0"]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    pairs = dict(entry.split("=", 1) for entry in output.split("\0") if entry)
    return {name: pairs[name] for name in NAMES if name in pairs}


def test_it_has_every_setting_of_the_manual_and_no_other():
    table = (PROJECT / "docs/operating.md").read_text().partition("| setting | default |")[2]
    table = table.partition("\n\n")[0]
    named = {
        name
        for row in table.splitlines()
        if row.startswith("| `")
        for name in re.findall(r"`([A-Z0-9_]+)`", row.split("|")[1])
    }

    assert len(NAMES) == len(set(NAMES))
    assert set(NAMES) == named


def test_it_has_every_setting_that_is_looked_up(tmp_path):
    environ = AskedFor({"INSTANCE_PATH": str(tmp_path / "instance")})
    read_settings(environ)

    assert len(environ.names) > 8
    assert environ.names - set(NAMES) == set()


def test_each_setting_has_a_comment():
    paragraphs = [part for part in EXAMPLE.split("\n\n") if SETTING.search(part)]

    for paragraph in paragraphs:
        assert re.match(r"# \S", paragraph), paragraph


def test_a_department_can_start_with_it(tmp_path):
    settings = sourced(EXAMPLE, tmp_path) | {"INSTANCE_PATH": str(tmp_path / "instance")}

    made = read_settings(settings)

    assert made["HTTPS"]
    assert made["TRUSTED_PROXIES"] == 1
    assert made["TRUSTED_HOSTS"][0] == "coffee.example.gov"


def test_its_examples_are_values_that_are_taken(tmp_path):
    text = re.sub(r"^#([A-Z0-9_]+=)", r"\1", EXAMPLE, flags=re.MULTILINE)
    text = text.replace("SECRET_KEY=\n", f"SECRET_KEY={'0' * 64}\n")

    settings = sourced(text, tmp_path) | {"INSTANCE_PATH": str(tmp_path / "instance")}

    assert set(settings) == set(NAMES)
    assert read_settings(settings)["SMTP_URL"]


@pytest.mark.parametrize(("name", "value"), SETTING.findall(EXAMPLE))
def test_a_shell_and_systemd_read_the_same(name, value, tmp_path):
    # Between single quotes both take every sign as it is.
    plain = value[1:-1] if value.startswith("'") else value

    assert re.fullmatch(r"'[^'\\]*'|[\w./:@%+-]*", value)
    assert sourced(f"{name}={value}\n", tmp_path) == {name: plain}
