"""Which files of an archive are an account's, whatever source reads it.

The source itself says which posts and pictures are whose. A file that it doesn't name (a profile, an ``id``, a caption,
a film) goes where it lies in the account's folder, is called as the account, lies beside one of its posts under
the same stem, or is a text that names it and is nobody else's.
"""

import lzma
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from likelier import blocklist, sources
from likelier.atomic import remove, replacing
from likelier.errors import LikelierError
from likelier.forgetting import Action, tables
from likelier.forgetting.whom import Whom
from likelier.sources import zones

TEXTS = (".json", ".xz", ".txt", ".ini", "")
MAX_BYTES = 64_000_000  # of a text, unpacked


@dataclass
class Archive:
    """What a source says of its folder: accounts, whose the files are, and posts by account with their captions."""

    folder: Path
    pairs: list[tuple[str | None, str | None]] = field(default_factory=list)
    owners: dict[Path, set[str]] = field(default_factory=dict)
    posts: dict[str, list[tuple[str, str | None]]] = field(default_factory=dict)


def scan(kind: str, path: str) -> Archive:
    """Read an archive once; nothing is found where there is none, or a server."""
    found = Archive(blocklist.place(path))
    if kind not in sources.ARCHIVES or "://" in path or not found.folder.is_dir():
        return found
    try:
        for piece in sources.load(kind).read(found.folder):
            _note(found, piece)
    except LikelierError:  # no file of its kind: what lies there is told by its names
        pass
    return found


def _note(found: Archive, piece: sources.AccountPosts) -> None:
    if piece.account is None:
        return
    account = str(piece.account["account_id"])
    found.pairs.append((account, piece.account.get("username")))
    for post in piece.posts:
        files = [found.folder / str(post["file"]), post.get("picture")]
        for file in files:
            if isinstance(file, Path):
                found.owners.setdefault(file, set()).add(account)
        found.posts.setdefault(account, []).append((str(post.get("post_id")), post.get("caption")))
    if isinstance(profile := piece.account.get("profile_picture"), Path):
        found.owners.setdefault(profile, set()).add(account)


def actions(found: Archive, whom: Whom) -> tuple[list[Action], list[Path]]:
    """What is to be done, and the files that hold other accounts too and can't be rewritten."""
    if not found.folder.is_dir():
        return [], []
    going, mixed = _going(found, whom)
    rows = {path: tables.actions(path, whom) for path in mixed if path.suffix in tables.ENDINGS}
    todo = [Action(f"remove {path}", lambda path=path: _remove(path, found.folder)) for path in going]  # type: ignore[misc]
    if (lines := without_lines(found.folder / zones.FILE, whom)) is not None:
        todo.append(lines)
    return [*todo, *(action for done in rows.values() for action in done)], [
        path for path in mixed if not rows.get(path)
    ]


def without_lines(path: Path, whom: Whom) -> Action | None:
    """Rewrite a list without the lines that name the account; None where there is none."""
    if not path.is_file():
        return None
    names = _pattern(whom)
    lines = path.read_text(encoding="utf-8-sig", errors="surrogateescape").splitlines(keepends=True)
    left = [line for line in lines if not names.search(line.encode("utf-8", "surrogateescape"))]
    if len(left) == len(lines):
        return None

    def rewrite() -> None:
        with replacing(path) as partial:
            partial.write_text("".join(left), encoding="utf-8", errors="surrogateescape")

    return Action(f"rewrite {path}", rewrite)


def _going(found: Archive, whom: Whom) -> tuple[list[Path], list[Path]]:
    ids, named, called, others = set(whom.ids), _pattern(whom), _called(whom), _others(found, whom)
    everything = sorted(path for path in found.folder.rglob("*") if path.is_file())
    owned = {path: found.owners[path] for path in everything if path in found.owners}
    going = {path for path, owners in owned.items() if owners <= ids}
    mixed = [path for path, owners in owned.items() if owners & ids and not owners <= ids]
    stems = {(path.parent, path.name.split(".")[0]): path in going for path in sorted(owned, key=going.__contains__)}
    for path in everything:
        if path in owned or path.name in (blocklist.FILE, zones.FILE):
            continue
        inside = path.relative_to(found.folder)
        beside = next((stems[key] for one in _stems(path) if (key := (path.parent, one)) in stems), None)
        in_folder = any(part.lower() in whom.names for part in inside.parts[:-1])
        if beside is None:
            by_name = in_folder or called.match(path.name) is not None
            beside = by_name or (not _is_anothers(inside, others) and _tells(path, named))
        if beside:
            going.add(path)
    return sorted(going), sorted(mixed)


def _others(found: Archive, whom: Whom) -> set[str]:
    """The ids and names of all other accounts."""
    words = {word.lower() for pair in found.pairs if pair[0] not in whom.ids for word in pair if word}
    return words - {*whom.ids, *whom.names}


def _is_anothers(inside: Path, others: set[str]) -> bool:
    """Whether a file lies in another account's folder or is called as one: it may mention this one, and stays."""
    stem = inside.name.lower()
    for ending in (".xz", ".json", ".txt", ".ini"):
        stem = stem.removesuffix(ending)
    called = [stem.rsplit("_", cut)[0] for cut in range(stem.count("_") + 1)]
    return any(part.lower() in others for part in (*inside.parts[:-1], *called))


def _stems(path: Path) -> Iterator[str]:
    """A file's stem, and what stands before each of its last underscores: ``..._UTC_1``, ``..._UTC_comments``."""
    stem = path.name.split(".")[0]
    while stem:
        yield stem
        stem = stem.rpartition("_")[0]


def _pattern(whom: Whom) -> re.Pattern[bytes]:
    words = b"|".join(re.escape(word.encode("utf-8")) for word in (*whom.names, *whom.ids))
    # A dot is part of a name, but not at its end.
    return re.compile(rb"(?<![a-z0-9_.])(?:" + words + rb")(?![a-z0-9_]|\.[a-z0-9_])", re.IGNORECASE)


def _called(whom: Whom) -> re.Pattern[str]:
    """Files as Instaloader calls them after an account, alone or before a date, its id, or what they are."""
    names, ids = ("|".join(map(re.escape, words)) or "(?!)" for words in (whom.names, whom.ids))
    return re.compile(rf"(?:{names}|{ids})(?:$|\.|_\d{{4}}-|_(?:{ids})\b|_profile_pic)", re.IGNORECASE)


def _tells(path: Path, named: re.Pattern[bytes]) -> bool:
    if path.suffix not in TEXTS:
        return False
    try:
        with lzma.open(path) if path.suffix == ".xz" else path.open("rb") as stream:
            return named.search(stream.read(MAX_BYTES)) is not None
    except (lzma.LZMAError, EOFError, OSError):
        return False


def _remove(path: Path, folder: Path) -> None:
    remove(path)
    place = path.parent
    while place != folder and place.is_dir() and not any(place.iterdir()):
        place.rmdir()
        place = place.parent
