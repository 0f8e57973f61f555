"""What is installed is what the lock file names, file by file; and what it is made of is listed."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

from newsroom import bootstrap

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = tomllib.loads((ROOT / "uv.lock").read_text())["package"]


def test_every_file_of_every_package_has_its_hash():
    assert len(PACKAGES) > 50
    for one in PACKAGES:
        files = [*one.get("wheels", []), *([one["sdist"]] if "sdist" in one else [])]
        assert files or one["source"] == {"virtual": "."}, one["name"]
        assert all(file["hash"].startswith("sha256:") for file in files), one["name"]


def test_uv_itself_is_pinned_with_its_hashes():
    line = bootstrap.locked_uv()
    assert re.match(r"uv==\d+\.\d+\.\d+ --hash=sha256:[0-9a-f]{64} ", line)
    uv = next(one for one in PACKAGES if one["name"] == "uv")
    assert all(file["hash"] in line for file in uv["wheels"])


def test_the_bill_of_materials_names_what_the_product_needs(tmp_path):
    uv = ROOT / "var" / "tools" / "bin" / "uv"
    if not uv.exists():
        bootstrap.find_uv()
    recipe = next(
        line for line in (ROOT / "Makefile").read_text().splitlines() if "cyclonedx" in line
    )
    file = tmp_path / "sbom.json"
    command = recipe.strip().lstrip("@").replace("var/sbom.json", str(file))
    subprocess.run(["sh", "-c", command], cwd=ROOT, check=True)
    bill = json.loads(file.read_text())
    named = {one["name"] for one in bill["components"]}
    assert bill["bomFormat"] == "CycloneDX"
    assert {"django", "cryptography", "django-allauth", "argon2-cffi"} <= named
    assert not {"pytest", "playwright"} & named
