"""What the README tells a newcomer to type works, and its tables are complete."""

import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands

from newsroom.common.models import User
from newsroom.demo import people, sample

ROOT = Path(__file__).resolve().parents[2]
API = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.django_db(transaction=True)
def test_the_tour_with_curl(live_server, tmp_path):
    known = people.make_people()
    people.write_credentials(tmp_path / "var" / "demo-credentials.json", live_server.url, known)
    sample.load(User.objects.get(username="editor"))
    blocks = re.findall(r"```bash\n(.*?)```", README, re.S)
    assert len(blocks) >= 5
    blocks += re.findall(r"```bash\n(.*?)```", API, re.S)
    script = "set -euo pipefail\n" + "echo ==\n".join(blocks)
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert done.stdout.split("==\n")[4] == "1\n"  # the second source confirms it
    assert "a second person has to decide" in done.stdout
    assert "\nin_review\n" in done.stdout
    assert "\nverified\n" in done.stdout
    assert "wording and both sources checked" in done.stdout.split("==\n")[7]
    assert '"independent_confirmations": 4' in done.stdout
    assert '"complete":true' in done.stdout


def test_every_command_of_ours_is_named():
    ours = {
        name
        for name, app in get_commands().items()
        if app.split(".")[0] in {"newsroom", "claims", "sources"}
    }
    assert {"demo", "recount"} <= ours
    for name in ours:
        assert f"manage.py {name}" in README, name
