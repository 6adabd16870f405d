"""The base image of the Dockerfile, or a stand-in of Debian's packages where no registry of images is in reach.

The stand-in has the same Debian and the same Python series. What the machine needs to reach its package indexes
(certificates, pip's configuration, proxies) goes into the stand-in only: the Dockerfile knows nothing of it.
"""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

PROJECT = Path(__file__).parents[2]
PACKAGES = "python3,python3-pip,python3-venv,ca-certificates"
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
INDEXES = re.compile(r"(pip_(index|extra_index)_url|uv_(default_)?index(_url)?|(https?|no)_proxy)$", re.IGNORECASE)


class NoBaseImage(Exception):
    """It can neither be fetched nor be made; the text says why."""


def provide() -> str:
    """See that the daemon has the base image, and return its name."""
    python, name = _named()
    if fetched(name):
        return name
    debian = name.rpartition("-")[2]
    if python != "3.11" or debian != "bookworm":
        raise NoBaseImage(f"{name} can't be fetched, and Debian {debian} may have another Python: no stand-in is made")
    with tempfile.TemporaryDirectory() as folder:
        _import(_packed(debian), name, Path(folder))
    return name


def fetched(name: str) -> bool:
    """Whether the daemon has that image, perhaps by fetching it now."""
    return _done("docker", "image", "inspect", name) or _done("docker", "pull", "--quiet", name, seconds=300)


def _named() -> tuple[str, str]:
    text = (PROJECT / "Dockerfile").read_text()
    (python,) = re.findall(r"^ARG PYTHON=(\S+)$", text, flags=re.MULTILINE)
    (image,) = re.findall(r"^FROM (python:\S+) AS base$", text, flags=re.MULTILINE)
    return python, image.replace("${PYTHON}", python)


def _packed(debian: str) -> Path:
    """The stand-in's files as one tar, kept in the user's cache: they take a minute to make."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "likelier"
    packed = cache / f"stand-in-{debian}.tar"
    if packed.exists():
        return packed
    if os.getuid() != 0 or shutil.which("debootstrap") is None:
        raise NoBaseImage("no registry of images answers, and a stand-in takes root and debootstrap")
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        root, partial = f"{folder}/root", f"{folder}/tar"
        made = ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", debian, root, _mirror(debian)]
        _run(*made)
        for left in ("var/cache/apt", "var/lib/apt/lists"):
            shutil.rmtree(f"{root}/{left}", ignore_errors=True)
        _run("tar", "-C", root, "-cf", partial, ".")
        Path(partial).rename(packed)
    return packed


def _mirror(debian: str) -> str:
    told = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)", f"Codename: {debian}", "Component: main"],
        capture_output=True,
        text=True,
        check=False,
    )
    return next(iter(told.stdout.split()), "http://deb.debian.org/debian")


def _import(packed: Path, name: str, folder: Path) -> None:
    path = "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    _run("docker", "import", "--change", path, str(packed), "likelier-stand-in")
    lines = ["FROM likelier-stand-in"]
    for source in (os.environ.get("SSL_CERT_FILE") or CERTIFICATES, "/etc/pip.conf"):
        if Path(source).is_file():
            target = CERTIFICATES if source.endswith(".crt") or source.endswith(".pem") else source
            shutil.copyfile(source, folder / Path(source).name)
            lines.append(f"COPY {Path(source).name} {target}")
    lines.append(f"ENV SSL_CERT_FILE={CERTIFICATES}")
    lines += [f'ENV {key}="{value}"' for key, value in os.environ.items() if INDEXES.match(key)]
    (folder / "Dockerfile").write_text("\n".join(lines) + "\n")
    _run("docker", "build", "--quiet", "--tag", name, str(folder), DOCKER_BUILDKIT="0")


def _run(*command: str, **environment: str) -> None:
    done = subprocess.run(
        command, env=os.environ | environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        raise NoBaseImage(f"{' '.join(command[:2])} failed: {done.stdout.strip().splitlines()[-1][:300]}")


def _done(*command: str, seconds: float = 60) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=seconds, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False
