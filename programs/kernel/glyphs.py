"""Which characters the shipped fonts can draw; what stands for the ones they cannot.

PDF/UA forbids a missing glyph, and a box in place of a name helps nobody. A character outside
all shipped fonts (a rare script, a new emoji) is written as 〓 with its Unicode number, and a
note under the document says so. The page and the text file always hold the character itself.
"""

import struct
from functools import cache
from itertools import chain
from pathlib import Path

# Joiners and variation selectors shape their neighbours and need no glyph of their own.
_SHAPING = frozenset(
    chain("\u200b\u200c\u200d\u2060\ufe0e\ufe0f\n", map(chr, range(0xE0100, 0xE01F0)))
)


@cache
def drawable(fonts: tuple[Path, ...]) -> frozenset[str]:
    """The characters that at least one of the font files has a glyph for."""
    return frozenset(chain.from_iterable(_characters(font.read_bytes()) for font in fonts))


def replaced(text: str, known: frozenset[str]) -> str:
    """The text with every character outside `known` written as 〓[U+1F9FF]."""
    return "".join(
        char if char in known or char in _SHAPING else f"〓[U+{ord(char):04X}]" for char in text
    )


def _characters(font: bytes) -> set[str]:
    """The characters of a TrueType or OpenType file, from format 12 or 4 of its cmap table."""
    cmap = font[_table(font, b"cmap") :]
    (count,) = struct.unpack_from(">H", cmap, 2)
    found: set[str] = set()
    for at in range(count):
        (offset,) = struct.unpack_from(">I", cmap, 4 + at * 8 + 4)
        (form,) = struct.unpack_from(">H", cmap, offset)
        if form == 12:
            found |= _format_12(cmap, offset)
        elif form == 4:
            found |= _format_4(cmap, offset)
    return found


def _table(font: bytes, tag: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, 4)
    for at in range(count):
        name, _sum, offset, _length = struct.unpack_from(">4sIII", font, 12 + at * 16)
        if name == tag:
            return int(offset)
    raise ValueError("the font has no character map")


def _format_12(cmap: bytes, offset: int) -> set[str]:
    (groups,) = struct.unpack_from(">I", cmap, offset + 12)
    found: set[str] = set()
    for at in range(groups):
        first, last, _glyph = struct.unpack_from(">III", cmap, offset + 16 + at * 12)
        found.update(map(chr, range(first, last + 1)))
    return found


def _format_4(cmap: bytes, offset: int) -> set[str]:
    (doubled,) = struct.unpack_from(">H", cmap, offset + 6)
    ends = struct.unpack_from(f">{doubled // 2}H", cmap, offset + 14)
    starts = struct.unpack_from(f">{doubled // 2}H", cmap, offset + 16 + doubled)
    pairs = zip(starts, ends, strict=True)
    return {chr(code) for first, last in pairs for code in range(first, min(last, 0xFFFE) + 1)}
