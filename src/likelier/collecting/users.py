"""The text file that says whose posts are to be collected: one user name a line."""

import re
from pathlib import Path

from likelier.errors import CollectError

_NAME = re.compile(r"[a-z0-9_](?:[a-z0-9_.]{0,28}[a-z0-9_])?")
_ADDRESS = re.compile(r"(?:https?://)?(?:www\.|m\.)?instagram\.com/", re.IGNORECASE)


def read(file: Path) -> tuple[str, ...]:
    """The names in a file, in lower case, each once, in the order of the file.

    ``#`` begins a comment; blank lines are left out; ``@name`` and the address of a profile's page count as
    the name.

    Raises
    ------
    CollectError
        There is no such file, it is no text, a line of it is no name (the lines' numbers are told, never what
        they hold), or it names nobody.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError as error:
        raise CollectError(f"{file}: no such file; write one user name a line, or set collect.users") from error
    except UnicodeDecodeError as error:
        raise CollectError(f"{file}: is not a text in UTF-8; write one user name a line") from error
    names: dict[str, None] = {}
    faulty: list[int] = []
    for number, line in enumerate(lines, start=1):
        text = line.partition("#")[0].strip()
        if text:
            name = _name(text)
            if is_name(name):
                names[name] = None
            else:
                faulty.append(number)
    if faulty:
        told = ", ".join(str(number) for number in faulty[:10]) + (" and more" if len(faulty) > 10 else "")
        raise CollectError(
            f"{file}: no user name in line {told}: a name has up to 30 of the letters a to z, digits, '.' and '_'; "
            "mend the line or put # before it"
        )
    if not names:
        raise CollectError(f"{file}: names nobody; write one user name a line")
    return tuple(names)


def is_name(text: str) -> bool:
    """Whether a text in lower case can be a user name."""
    return _NAME.fullmatch(text) is not None


def _name(text: str) -> str:
    address = _ADDRESS.match(text)
    if address:
        text = re.split(r"[/?]", text[address.end() :], maxsplit=1)[0]
    return text.removeprefix("@").lower()
