"""The text of a PDF that Chromium wrote: enough of the format to see what is on the paper."""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\b(.*?)\bendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_FONT = re.compile(rb"/(F\d+) (\d+) 0 R")
_SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>")


def pdf_text(data: bytes) -> str:
    """Return the shown text without white space, in the order in which it was drawn."""
    objects = {int(number): body for number, body in _OBJECT.findall(data)}
    fonts = {
        name: _glyphs(objects, int(number))
        for body in objects.values()
        for name, number in _FONT.findall(body.partition(b"stream")[0])
    }
    pages = (_content(body) for body in objects.values())
    text = "".join(_page_text(page, fonts) for page in pages if b"\nBT\n" in b"\n" + page)
    return re.sub(r"\s", "", text)


def _content(body: bytes) -> bytes:
    found = _STREAM.search(body)
    if not found:
        return b""
    return zlib.decompress(found[1]) if b"/FlateDecode" in body else found[1]


def _glyphs(objects: dict[int, bytes], font: int) -> dict[str, str]:
    """Return what each glyph of a font stands for, as its ToUnicode map says."""
    named = re.search(rb"/ToUnicode (\d+) 0 R", objects.get(font, b""))
    if not named:
        return {}
    table = _content(objects[int(named[1])]).decode("ascii")
    glyphs = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(r"<(\w+)> <(\w+)>", block):
            glyphs[code.upper()] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in re.findall(r"<(\w+)> <(\w+)> <(\w+)>", block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                code = f"{int(first, 16) + step:0{len(first)}X}"
                glyphs[code] = chr(int(text, 16) + step)
    return glyphs


def _page_text(page: bytes, fonts: dict[bytes, dict[str, str]]) -> str:
    glyphs: dict[str, str] = {}
    text = []
    for font, codes in _SHOWN.findall(page):
        if font:
            glyphs = fonts.get(font, {})
            continue
        width = len(next(iter(glyphs), "0000"))
        written = codes.decode().upper()
        text += [glyphs.get(written[at : at + width], "") for at in range(0, len(written), width)]
    return "".join(text)
