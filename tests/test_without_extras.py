"""This file is about running without any extra: what `pip install fourscore` brings is enough."""

import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]

RUN = """
import sys
from importlib.abc import MetaPathFinder

class Missing(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in BLOCKED:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None

BLOCKED = set(sys.argv[1].split(","))
sys.meta_path.insert(0, Missing())
from fourscore.cli import main

def run(*words):
    try:
        main(list(words))
    except SystemExit as end:
        return end.code or 0
    return 0

folder = sys.argv[2]
assert run("init", folder, "--kind", "support", "--name", "X", "--zone", "UTC", "--currency", "EUR") == 0
with open(folder + "/centre.yaml", "w") as file:
    file.write("name: X\\nzone: UTC\\ncurrency: EUR\\nsources: [{name: s, kind: asterisk, files: q}]\\n")
with open(folder + "/q", "w") as file:
    file.write("1772445600|c1|B|NONE|ENTERQUEUE||5551|1\\n1772445612|c1|B|Ada|CONNECT|12|x1|3\\n"
               "1772445712|c1|B|Ada|COMPLETECALLER|12|100|1\\n")
assert run("load", folder) == 0
assert run("ask", folder, "service_level", "--format", "json") == 0
assert run("score", folder, "--format", "json") == 0
from datetime import UTC, datetime
from fourscore.centre import Centre
from fourscore.web import create_app
with Centre.open(__import__("pathlib").Path(folder), now=lambda: datetime.now(UTC)) as centre:
    create_app(centre)
print("done")
"""


def test_a_run_without_extras(tmp_path: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {line.split("[")[0].split(">")[0].split("<")[0].split("=")[0].strip().lower().replace("-", "_")
              for extra in project["optional-dependencies"].values() for line in extra}
    blocked = {module for module, names in packages_distributions().items()
               for name in names if name.lower().replace("-", "_") in wanted}
    assert {"psycopg", "pandas", "pyarrow"} <= blocked
    done = subprocess.run([sys.executable, "-c", RUN, ",".join(sorted(blocked)), str(tmp_path / "centre")],
                          capture_output=True, text=True, timeout=120)
    assert done.stdout.splitlines()[-1:] == ["done"], done.stderr
