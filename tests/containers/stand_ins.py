"""The images of others that compose.yaml names, or stand-ins of Debian's packages and a Go program."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from containers.base_image import fetched
from go_programs import built

PROJECT = Path(__file__).parents[2]
HERE = Path(__file__).parent
STORE = ("github.com/versity/versitygw", "versitygw")  # the module, and the program in it


def provide(base: str, folder: Path) -> dict[str, str]:
    """Images of the database and of the store, by the variable of compose.yaml that names each.

    Parameters
    ----------
    base : str
        What a stand-in is built on.
    folder : Path
        An empty one, for what is built from.
    """
    text = (PROJECT / "compose.yaml").read_text()
    named = dict(re.findall(r"\$\{((?:DATABASE|STORE)_IMAGE):-(\S+)\}", text))
    missing = {variable: name for variable, name in named.items() if not fetched(name)}
    if missing:
        module, program = STORE
        shutil.copy(built(module, named["STORE_IMAGE"].rpartition(":")[2], program), folder / program)
        for file in ("database.sh", "stand_ins.Dockerfile"):
            shutil.copy(HERE / file, folder)
    for variable in missing:
        target = variable.partition("_")[0].lower()
        named[variable] = f"likelier-stand-in-{target}:tested"
        _build(target, named[variable], base, folder)
    return named


def _build(target: str, tag: str, base: str, folder: Path) -> None:
    command = ["docker", "build", "--target", target, "--build-arg", f"BASE={base}", "--tag", tag]
    command += ["--file", str(folder / "stand_ins.Dockerfile"), str(folder)]
    settings = os.environ | {"DOCKER_BUILDKIT": "0"}
    done = subprocess.run(
        command, env=settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError("\n".join(done.stdout.splitlines()[-15:]))
