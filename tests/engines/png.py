"""Makes a browser's picture small: sixteen colours, which are enough for ink on paper (PNG, ISO/IEC 15948)."""

import struct
import zlib
from collections import Counter
from functools import cache

COLOURS = 16
MAGIC = b"\x89PNG\r\n\x1a\n"


def small(picture: bytes) -> bytes:
    """The same picture, in the colours that it has most of; each other one becomes the nearest of these."""
    width, height, rows = _read(picture)
    pixels = [[row[at : at + 3] for at in range(0, 3 * width, 3)] for row in rows]
    most = [colour for colour, _ in Counter(one for row in pixels for one in row).most_common(COLOURS)]

    @cache
    def nearest(colour: bytes) -> int:
        return min(range(len(most)), key=lambda at: sum((a - b) ** 2 for a, b in zip(most[at], colour, strict=True)))

    packed = bytearray()
    for row in pixels:
        places = [nearest(one) for one in row] + [0] * (width % 2)
        packed += b"\0" + bytes(high << 4 | low for high, low in zip(places[::2], places[1::2], strict=True))
    head = struct.pack(">IIBBBBB", width, height, 4, 3, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"PLTE", b"".join(most)), (b"IDAT", zlib.compress(bytes(packed), 9)), (b"IEND", b""))
    return MAGIC + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _read(picture: bytes) -> tuple[int, int, list[bytes]]:
    """Width, height and the rows in red, green and blue, of a picture with eight bits a colour and no interlacing."""
    width, height, depth, kind = struct.unpack(">IIBB", picture[16:26])
    assert picture.startswith(MAGIC)
    assert (depth, picture[28]) == (8, 0)
    step = {2: 3, 6: 4}[kind]
    data, at = b"", 8
    while at < len(picture):
        length, name = struct.unpack(">I4s", picture[at : at + 8])
        data += picture[at + 8 : at + 8 + length] if name == b"IDAT" else b""
        at += length + 12
    raw, stride, before, rows = zlib.decompress(data), width * step, bytearray(width * step), []
    for number in range(height):
        start = number * (stride + 1)
        row = bytearray(raw[start + 1 : start + 1 + stride])
        _unfilter(raw[start], row, before, step)
        before = row
        rows.append(bytes(row) if step == 3 else bytes(byte for place, byte in enumerate(row) if place % 4 != 3))
    return width, height, rows


def _unfilter(how: int, row: bytearray, above: bytearray, step: int) -> None:
    for at in range(len(row)) if how else ():
        left = row[at - step] if at >= step else 0
        corner = above[at - step] if at >= step else 0
        guess = (0, left, above[at], (left + above[at]) // 2, _paeth(left, above[at], corner))[how]
        row[at] = (row[at] + guess) & 255


def _paeth(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    return min((left, above, corner), key=lambda one: abs(guess - one))
