"""Files that people write are read, or refused in one sentence that says where and what to do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from quickexit.errors import QuickExitError
from quickexit.text_files import LARGEST, read_text
from quickexit.toml_files import line_of_key, parse_toml


def refused(file: Path) -> str:
    with pytest.raises(QuickExitError) as caught:
        read_text(file)
    return str(caught.value).removeprefix(str(file))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "x.toml"


def test_a_byte_order_mark_is_dropped(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbfa = 1")
    assert read_text(file) == "a = 1"


def test_a_missing_file_is_named(file: Path) -> None:
    assert refused(file) == ": this file is missing; add it."
    with pytest.raises(QuickExitError, match="write one"):
        read_text(file, missing="write one")


def test_a_link_to_nowhere_or_to_itself_is_named(file: Path) -> None:
    file.symlink_to("nowhere")
    assert refused(file) == ": this link points to no file; correct the link, or remove it."
    file.unlink()
    file.symlink_to(file)
    assert refused(file).startswith(": this file cannot be read (Too many levels of symbolic")


def test_a_folder_and_a_pipe_are_no_files(file: Path) -> None:
    file.mkdir()
    assert refused(file) == ": this is not a file; name a file."
    file.rmdir()
    os.mkfifo(file)
    assert refused(file) == ": this is not a file; name a file."


def test_a_file_without_end_is_read_no_further_than_the_limit(file: Path) -> None:
    file.write_bytes(b" " * LARGEST)
    assert len(read_text(file)) == LARGEST
    file.write_bytes(b" " * (LARGEST + 1))
    assert refused(file) == ": this file is too large; check what it contains."


def test_what_is_not_utf8_is_named_with_its_line(file: Path) -> None:
    file.write_bytes(b"a\nb\xff")
    assert refused(file) == ":2: this line is not UTF-8; save the file as UTF-8."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a = 1\nb", "x:2: this is not TOML (Expected '=' after a key in a key/value pair)"),
        ("a = \n", "x:1: this is not TOML (Invalid value)"),
        ('a = "b\n', "x:1: this is not TOML (Illegal character"),
        ("a = [\n1,\n", "x:2: this is not TOML (Invalid value)"),
        ("a = " + "9" * 5000, "x: this is not TOML (a number is too long, or brackets nest too"),
        ("a = " + "[" * 5000, "x: this is not TOML (a number is too long, or brackets nest too"),
    ],
)
def test_what_is_not_toml_is_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(QuickExitError) as caught:
        parse_toml(text, "x")
    assert str(caught.value).startswith(sentence)
    assert str(caught.value).endswith("; correct this line.")


def test_the_line_of_a_key_or_of_what_is_nearest_around_it() -> None:
    text = "# a\u2028b\nx = 1\n[a.b]\n'c' = 1\n[a . d]\ne . f = 1\n[[g]]\nh = {i = 1}\n"
    keys = ["x", "a.b.c", "a.b.z", "a.d.e.f", "g.h.i", "q"]
    assert [line_of_key(text, tuple(key.split("."))) for key in keys] == [2, 4, 3, 6, 8, 1]
