"""What is sent as it is, by name; HTTP or not."""

import random

from hostile.forms import FORM, PICTURE, form
from hostile.making import SEED, Make, good


def wire(path: str = "/rank") -> dict[str, Make]:
    """What is sent as it is; HTTP or not."""
    content = form(PICTURE + good())
    line = f"POST {path} HTTP/1.1\r\nHost: localhost\r\n".encode()
    typed = line + f"Content-Type: {FORM}\r\n".encode()
    size = len(content)

    def sized(told: object, more: bytes = b"") -> bytes:
        return typed + f"Content-Length: {told}\r\n".encode() + more + b"Connection: close\r\n\r\n" + content

    chunked = typed + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    in_chunks = chunked + f"{size:x}\r\n".encode() + content + b"\r\n0\r\n\r\n"
    end = b"Host: localhost\r\nConnection: close\r\n\r\n"
    contents = {
        "a length that is too short": sized(size - 50),
        "a length of nothing": sized(0),
        "a length below nothing": sized(-1),
        "a length with a sign": sized(f"+{size}"),
        "a length of 30 digits": sized("9" * 30),
        "a length in words": sized("many"),
        "a length in hex": sized(hex(size)),
        "a length twice": sized(size, f"Content-Length: {size}\r\n".encode()),
        "two lengths": sized(size, b"Content-Length: 7\r\n"),
        "a length and chunks": sized(size, b"Transfer-Encoding: chunked\r\n"),
        "a body larger than allowed by its length": sized(70 << 20),
        "chunks": in_chunks,
        "chunks with extensions": in_chunks.replace(b"\r\n--b", b";a=b\r\n--b", 1),
        "a chunk of no size": chunked + b"\r\n" + content,
        "a chunk of a wrong size": chunked + b"5\r\n" + content + b"\r\n0\r\n\r\n",
        "a chunk of a size below nothing": chunked + b"-5\r\n" + content,
        "a chunk of 2^64 bytes": chunked + b"ffffffffffffffff\r\n" + content,
        "a chunk extension of 100 KB": chunked + b"5;" + b"a" * 100_000 + b"\r\nhello\r\n0\r\n\r\n",
        "10,000 chunks of a byte": chunked
        + b"".join(b"1\r\n%c\r\n" % byte for byte in content[:10_000])
        + b"0\r\n\r\n",
        "trailers": in_chunks[:-2] + b"X-Trailer: a\r\n\r\n",
        "an unknown transfer encoding": typed
        + b"Transfer-Encoding: gzip, chunked\r\nConnection: close\r\n\r\n0\r\n\r\n",
        "a body in gzip": sized(size, b"Content-Encoding: gzip\r\n"),
        "a body in two encodings": sized(size, b"Content-Encoding: identity, br\r\n"),
        "two content types": sized(size, b"Content-Type: application/json\r\n"),
        "two hosts": sized(size, b"Host: evil.example\r\n"),
        "no host": b"GET /model HTTP/1.1\r\nConnection: close\r\n\r\n",
        "another host": b"GET /model HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        "HTTP/1.0": b"GET /model HTTP/1.0\r\n\r\n",
        "HTTP/0.9": b"GET /model\r\n\r\n",
        "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "HTTP/3.7": b"GET /model HTTP/3.7\r\n" + end,
        "TLS": b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03" + bytes(300),
        "noise": random.Random(SEED).randbytes(2_000) + b"\r\n\r\n",
        "nothing but lines": b"\r\n" * 5_000,
        "expects to be let in": sized(size, b"Expect: 100-continue\r\n"),
        "expects something else": sized(size, b"Expect: a-miracle\r\n"),
        "an upgrade": b"GET /model HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Key: a\r\n"
        b"Host: localhost\r\nConnection: Upgrade\r\n\r\n",
        "2,000 headers": b"GET /model HTTP/1.1\r\n" + b"X-Many: 1\r\n" * 2_000 + end,
        "a header of 200 KB": b"GET /model HTTP/1.1\r\nX-Long: " + b"x" * 200_000 + b"\r\n" + end,
        "a header with NUL": b"GET /model HTTP/1.1\r\nX-Odd: a\0b\r\n" + end,
        "a header without a name": b"GET /model HTTP/1.1\r\n: a\r\n" + end,
        "a header with a space before its colon": b"GET /model HTTP/1.1\r\nX-Odd : a\r\n" + end,
        "a folded header": b"GET /model HTTP/1.1\r\nX-Odd: a\r\n b\r\n" + end,
        "a request id that writes to the log": b'GET /model HTTP/1.1\r\nX-Request-ID: a", "level": "error\r\n' + end,
        "an address of 100 KB": b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n" + end,
        "an address of 20 KB": b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n" + end,
        "a whole address": b"GET http://evil.example/model HTTP/1.1\r\n" + end,
        "an address that is a star": b"OPTIONS * HTTP/1.1\r\n" + end,
        "a tunnel": b"CONNECT evil.example:443 HTTP/1.1\r\n" + end,
        "a trace": b"TRACE /model HTTP/1.1\r\n" + end,
        "a method of 10 KB": b"A" * 10_000 + b" /model HTTP/1.1\r\n" + end,
        "a method with a mark": b"GE\xffT /model HTTP/1.1\r\n" + end,
        "two requests at once": b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\nGET /nothing HTTP/1.1\r\n" + end,
        "a request within a body": sized(size).replace(b"Connection: close", b"X: y")
        + b"GET /nothing HTTP/1.1\r\n"
        + end,
        "gone in the middle": sized(size)[:-2_000],
        "gone after the headers": sized(size)[: -len(content)],
    }
    paths = (
        "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/static_content/../../etc/passwd",
        "/static_content/%2e%2e/%2e%2e/__init__.py", "/static_content/..%5c..%5ca", "/page/../service.py",
        "/page/%2e%2e/service.py", "/model/../rank", "//rank", "/rank/", "/rank%00", "/rank;a=b", "/RANK", "/%",
        "/%ff%fe", "/model?x=%00", "/?" + "a=1&" * 3_000, "/static_content/" + "a/" * 3_000, "/docs.json",
        "/schema.json", "/rank#a",
    )  # fmt: skip
    made = contents | {f"GET {path[:40]}": f"GET {path} HTTP/1.1\r\n".encode() + end for path in paths}
    return {name: (lambda content=content: content) for name, content in made.items()}
