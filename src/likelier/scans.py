"""How often a JPEG makes its decoder pass over the whole picture.

Each scan of a progressive JPEG does, and an empty one takes about ten bytes: some megabytes of them would keep a
processor busy for hours. Cameras and editors write about ten scans.
"""

import re

_START_OF_SCAN, _END, _START, _ALONE = 0xDA, 0xD9, 0xD8, 0x01
_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")  # neither a byte of the picture nor a restart within a scan


def count(data: bytes, most: int) -> int:
    """Scans of the first picture in a JPEG file; those of previews within its tags do not count.

    Parameters
    ----------
    data : bytes
        The file.
    most : int
        More than so many are not counted to their end.
    """
    found, place = data.count(b"\xff\xda"), 0
    if found <= most:  # nearly always, and found out by far faster
        return found
    found = 0
    while found <= most and (marker := _MARKER.search(data, place)):
        kind, place = marker[1][0], marker.end()
        if kind == _END:
            break
        if kind not in (_START, _ALONE):
            found += kind == _START_OF_SCAN
            place += max(2, int.from_bytes(data[place : place + 2], "big"))
    return found
