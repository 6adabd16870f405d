"""A multipart body, read as it comes in: every limit is checked before more is kept."""

from dataclasses import dataclass, field

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from serving.asked.body import MIB, check_encoding, pieces
from serving.http.problems import Problem
from serving.watched.visits import note

PICTURES = "pictures"
PROFILE_PICTURE = "profile_picture"

MAX_PICTURE = 16 * MIB
MAX_PICTURES = 50
MAX_TEXT = 64 * 1024  # bytes; Instagram takes captions of 2,200 characters
MAX_PARTS = 2 * MAX_PICTURES + 20  # a caption for each picture, and the few other fields
MAX_CONTENT_TYPE = 500
MAX_NAME = 100  # characters of a field's name that are sent back


@dataclass
class Part:
    """One part of the form; a text field has no file name."""

    name: str
    filename: str | None
    content: bytearray = field(default_factory=bytearray)


async def read(request: Request) -> list[Part]:
    """All parts of the request's body, in memory: what people upload is never written to a disk.

    Raises
    ------
    Problem
        Not a multipart form, broken or cut off (400, 415), or beyond a limit (413, 422).
    """
    collector = _Collector()
    parser = _parser(request, collector)
    try:
        async for piece in pieces(request):
            parser.write(piece)
    except (FormParserError, UnicodeDecodeError) as error:
        raise Problem(400, "bad_multipart", "the body is not a well-formed multipart form") from error
    except ClientDisconnect as error:
        raise Problem(400, "bad_multipart", "the body ended early") from error
    if not collector.complete:
        raise Problem(400, "bad_multipart", "the form is cut off: its last boundary is missing")
    note(request.scope, pictures=collector.pictures)
    return collector.parts


def _parser(request: Request, collector: "_Collector") -> MultipartParser:
    content_type = request.headers.get("content-type", "")[:MAX_CONTENT_TYPE]
    kind, options = parse_options_header(content_type)
    if kind != b"multipart/form-data":
        raise Problem(415, "not_multipart", "send a form as multipart/form-data, with the files in `pictures`")
    check_encoding(request)
    boundary = options.get(b"boundary")
    if not boundary:
        raise Problem(400, "bad_multipart", "the Content-Type names no boundary")
    try:
        return MultipartParser(
            boundary,
            {
                "on_part_begin": collector.begin,
                "on_header_field": collector.header_name,
                "on_header_value": collector.header_value,
                "on_header_end": collector.header_end,
                "on_headers_finished": collector.headers_finished,
                "on_part_data": collector.data,
                "on_end": collector.end,
            },
        )
    except FormParserError as error:
        raise Problem(400, "bad_multipart", "the boundary in the Content-Type is too long") from error


class _Collector:
    """What the parser calls; keeps parts, and refuses what is beyond a limit as soon as it is seen."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.complete = False
        self.pictures = 0
        self._name = self._value = b""
        self._disposition = b""

    def begin(self) -> None:
        if len(self.parts) == MAX_PARTS:
            raise Problem(422, "too_many_fields", f"the form has too many fields; at most {MAX_PARTS} are read")
        self._disposition = b""

    def header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def header_end(self) -> None:
        if self._name.lower() == b"content-disposition":
            self._disposition = self._value
        self._name = self._value = b""

    def headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        if b"name" not in options:
            raise Problem(400, "bad_multipart", "a part of the form has no name")
        filename = options.get(b"filename")
        name = options[b"name"].decode("utf-8", "replace")
        self.parts.append(Part(name, None if filename is None else filename.decode("utf-8", "replace")))
        self.pictures += name == PICTURES
        if self.pictures > MAX_PICTURES:
            raise Problem(422, "too_many_pictures", f"send at most {MAX_PICTURES} pictures", PICTURES)

    def data(self, data: bytes, start: int, end: int) -> None:
        part = self.parts[-1]
        part.content += data[start:end]
        field = f"{PICTURES}[{self.pictures - 1}]" if part.name == PICTURES else part.name[:MAX_NAME]
        if part.filename is None and len(part.content) > MAX_TEXT:
            raise Problem(413, "text_too_long", f"a text may have at most {MAX_TEXT // 1024} KiB", field)
        if len(part.content) > MAX_PICTURE:
            raise Problem(413, "picture_too_large", f"a picture may have at most {MAX_PICTURE // MIB} MiB", field)

    def end(self) -> None:
        self.complete = True
