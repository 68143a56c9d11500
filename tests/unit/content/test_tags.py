"""Which language a tag means, and that nobody gets another script without a word."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from quickexit.build.widget import build
from quickexit.cli import run
from quickexit.content.models import Faq
from quickexit.content.tags import find_language
from quickexit.deployment.settings import Settings
from quickexit.deployment.source import Source, load_faqs
from quickexit.errors import UsageError

SOURCE = Source(Settings())
TRADITIONAL = (
    "zh-TW", "zh_tw", "zh-Hant", "ZH-HANT", "zh-HK", "zh-MO", "zh-Hant-TW", "zh-Hant-US",
    "zh_TW.UTF-8", "zh_HK.big5hkscs", "zh_Hant_HK", "zh-cmn-Hant", "cmn-Hant-TW", "zh-yue-HK",
    "yue", "yue-HK",
)  # fmt: skip


@pytest.fixture(scope="module")
def faqs() -> Mapping[str, Faq]:
    return load_faqs(SOURCE)


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("es", "es"), ("ES", "es"), ("es-MX", "es"), ("es_MX", "es"), ("es-mx", "es"),
        ("ES_mx", "es"), ("es-CL", "es"), ("ht_HT", "ht"), ("EN", "en"), ("xx-br", None),
        ("zh", "zh-Hans"), ("zh_CN", "zh-Hans"), ("zh-hans", "zh-Hans"), ("zh-Hans-SG", "zh-Hans"),
        ("", None), ("-", None), ("x", None), ("español", None),
        ("es.UTF-8", "es"), ("es_MX.ISO-8859-1", "es"), ("es@euro", "es"), (" es ", "es"),
        ("es-419", "es"), ("zh_CN.GB18030", "zh-Hans"), ("cmn-Hans-CN", "zh-Hans"),
        ("cmn", "zh-Hans"), ("zh-cmn-Hans-TW", "zh-Hans"), ("zh-Hans-HK", "zh-Hans"),
        ("x-private", None), ("iw", None), ("in-ID", None), ("mo", None), ("C.UTF-8", None),
    ],
)  # fmt: skip
def test_a_tag_means_its_language_in_any_case_and_with_underscores(
    faqs: Mapping[str, Faq], tag: str, code: str | None
) -> None:
    if code:
        assert find_language(tag, faqs) == code
    else:
        with pytest.raises(UsageError, match="there is no language"):
            find_language(tag, faqs)


@pytest.mark.parametrize("tag", TRADITIONAL)
def test_traditional_characters_are_not_taken_for_simplified_ones(
    faqs: Mapping[str, Faq], tag: str
) -> None:
    with pytest.raises(UsageError) as caught:
        find_language(tag, faqs)
    assert str(caught.value) == (
        f'"{tag}" is not written in the script of "zh-Hans"; choose "zh-Hans" if your'
        " readers can read it."
    )


def test_every_page_in_simplified_characters_says_so_in_traditional_ones(
    faqs: Mapping[str, Faq],
) -> None:
    notice = '<p class="remark" lang="zh-Hant">本頁以簡體中文顯示。</p>'
    said = {path: notice in page.decode() for path, page in build(SOURCE, major=0).items()}
    simplified = {path for path in said if "/zh" in path}
    assert simplified
    assert {path for path, there in said.items() if there} == simplified
    assert {"zh-TW", "zh-Hant"} <= set(faqs["zh-Hans"].language.tags)


def test_the_snippet_takes_a_tag_in_any_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    printed = set()
    for tag in ("es", "ES", "es_MX", "es-mx"):
        assert run(["snippet", "--lang", tag]) == 0
        printed.add(capfd.readouterr().out)
    assert len(printed) == 1
    assert run(["snippet", "--lang", "zh_TW"]) == 2
    assert "is not written in the script of" in capfd.readouterr().err
