from __future__ import annotations

import json
from pathlib import Path

import pytest

from quickexit.deployment.settings import Settings, load_settings
from quickexit.deployment.source import Source, chosen, find_deployment, load_source
from quickexit.errors import QuickExitError, UsageError
from quickexit.urls import option_address


def write(folder: Path, text: str) -> Path:
    (folder / "quickexit.toml").write_text(text, encoding="utf-8")
    return folder


def test_without_a_deployment_the_defaults_serve_a_trial() -> None:
    settings = load_settings(None)
    assert settings == Settings()
    assert settings.public_address == "http://127.0.0.1:8000"
    assert settings.exit_href == "https://www.weather.gov/"


def test_every_setting_is_read(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        'public_address = "https://widget.example/help/"\npublisher = "the office"\n'
        'destination = "https://a.example/"\nfallback_destination = "https://b.example/"\n'
        'allowed_hosts = ["https://city.example", "*.city.example:8443"]\n'
        'languages = ["es", "en"]\nthemes = ["default"]\ntitle = " Help desk "\nnoindex = false\n',
    )
    assert load_settings(folder) == Settings(
        public_address="https://widget.example/help",
        publisher="the office",
        exit_href="https://a.example/",
        exit_fallback_href="https://b.example/",
        allowed_hosts=("https://city.example", "*.city.example:8443"),
        languages=("es", "en"),
        themes=("default",),
        title="Help desk",
        noindex=False,
    )


def test_an_empty_file_means_the_defaults(tmp_path: Path) -> None:
    assert load_settings(write(tmp_path, "")) == Settings()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            '# first\ndestinaton = "https://a.example/"\n',
            ":2: the setting 'destinaton' is not known; did you mean \"destination\".",
        ),
        (
            'publisher = "x"\n\ndestination = "javascript:alert(1)"\n',
            ":3: the setting 'destination' is wrong: 'javascript:alert(1)' is not an address that"
            " begins with https:// or http://; correct it or leave it out.",
        ),
        (
            'destination = "https://a.example/ b"\n',
            ":1: the setting 'destination' is wrong: 'https://a.example/ b' has a space, a quote or"
            " another character that is not allowed; correct it or leave it out.",
        ),
        (
            'public_address = "https://a.example/?x"\n',
            ":1: the setting 'public_address' is wrong: 'https://a.example/?x' has a query or a"
            " fragment, but paths are added to it; correct it or leave it out.",
        ),
        (
            'allowed_hosts = ["https://a.example; script-src *"]\n',
            ":1: the setting 'allowed_hosts' is wrong: 'https://a.example; script-src *' is not a"
            " host like https://city.example or *.city.example; correct it.",
        ),
        (
            "publisher = 3\n",
            ":1: the setting 'publisher' cannot be 3; write text in quotes.",
        ),
        (
            'title = " "\n',
            ":1: the setting 'title' is wrong: it needs words on one line;"
            " correct it or leave it out.",
        ),
        (
            "languages = []\n",
            ":1: the setting 'languages' is wrong: it needs names, each once;"
            " correct it or leave it out.",
        ),
        (
            'themes = ["default", "default"]\n',
            ":1: the setting 'themes' is wrong: it needs names, each once;"
            " correct it or leave it out.",
        ),
        (
            'noindex = "no"\n',
            ":1: the setting 'noindex' cannot be \"no\"; write true or false.",
        ),
        (
            'allowed_hosts = "https://city.example"\n',
            ":1: the setting 'allowed_hosts' cannot be \"https://city.example\";"
            ' write a list such as ["https://city.example"].',
        ),
        (
            'noindex = true\n[languages]\nen = "en"\n',
            ':2: the setting \'languages\' cannot be {"en": "en"}; write a list such as'
            ' ["en", "es"].',
        ),
        (
            "allowed_hosts = [\n  'https://city.example', # ours\n  'https://city.example:0',\n]\n",
            ":3: the setting 'allowed_hosts' is wrong: 'https://city.example:0' is not a host like"
            " https://city.example or *.city.example; correct it.",
        ),
        (
            'publisher = "x"\ndestination = \n',
            ":2: this is not TOML (Invalid value); correct this line.",
        ),
    ],
)
def test_what_is_wrong_is_one_sentence_with_its_line(
    tmp_path: Path, text: str, sentence: str
) -> None:
    with pytest.raises(QuickExitError) as caught:
        load_settings(write(tmp_path, text))
    assert str(caught.value) == f"{tmp_path / 'quickexit.toml'}{sentence}"


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "quickexit.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(
        QuickExitError, match=r"toml:1: this line is not UTF-8; save the file as UTF-8"
    ):
        load_settings(tmp_path)


def test_the_present_folder_is_the_deployment_only_if_it_has_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_deployment(None) is None
    write(tmp_path, "")
    assert find_deployment(None) == tmp_path


def test_a_named_deployment_without_settings_is_refused(tmp_path: Path) -> None:
    spaced = tmp_path / "our city"
    for there in (False, True):
        if there:
            spaced.mkdir()
        with pytest.raises(UsageError, match=rf"is not a deployment.*quickexit init '{spaced}'\."):
            find_deployment(spaced)
    (spaced / "notes").touch()
    with pytest.raises(UsageError, match=r"no quickexit\.toml; create an empty one"):
        find_deployment(spaced)


def test_settings_that_are_no_file_are_said_and_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "quickexit.toml").symlink_to("nowhere")
    assert find_deployment(None) == tmp_path
    with pytest.raises(QuickExitError, match=r"quickexit\.toml: this link points to no file"):
        load_settings(tmp_path)


@pytest.mark.parametrize(
    ("host", "hint"),
    [
        ("https://city.example/", 'write it without the slash at its end: "https://city.example"'),
        ("https://city.example/help?x", 'write "https://city.example"'),
        ("https://münchen.example", 'write "https://xn--mnchen-3ya.example"'),
        ("https://*.münchen.example:8443/", 'write "https://*.xn--mnchen-3ya.example:8443"'),
        # What browsers ask for and what Python's codec gives are two names.
        ("https://straße.example", "correct it"),
        ("city.example:99999", "correct it"),
        ("city.example:0", "correct it"),
        ("city.example:٨٠", "correct it"),
        ("cit\u017f.example", 'write "cits.example"'),
        ("https://", "correct it"),
        ("", "correct it"),
        ("*", "correct it"),
        ("https://a.example\n", "correct it"),
    ],
)
def test_who_may_show_the_frame_is_never_left_out_by_mistake(
    tmp_path: Path, host: str, hint: str
) -> None:
    with pytest.raises(QuickExitError, match="is not a host like") as caught:
        load_settings(write(tmp_path, f"allowed_hosts = {json.dumps([host])}\n"))
    assert caught.value.hint == hint


@pytest.mark.parametrize(
    "host", ["city.example", "HTTPS://City.example:65535", "*.city.example:1", "localhost:8001"]
)
def test_a_host_may_be_written_as_browsers_know_it(tmp_path: Path, host: str) -> None:
    settings = load_settings(write(tmp_path, f'allowed_hosts = ["{host}"]\n'))
    assert settings.allowed_hosts == (host,)


@pytest.mark.parametrize(
    "address",
    ["", "ftp://a.example/", "//a.example", "https://", "https://u:p@a.example/", "https://a:x/"],
)
def test_an_option_takes_http_addresses_alone(address: str) -> None:
    with pytest.raises(UsageError, match="--exit-href"):
        option_address("--exit-href", address)


def test_an_option_takes_an_address() -> None:
    assert option_address("--base-url", "https://a.example/x/", base=True) == "https://a.example/x"
    assert option_address("--exit-href", "https://a.example/?q") == "https://a.example/?q"


LETTERS = "write its path with letters from a to z, digits and - . _ ~ alone, like /help/desk"


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        ("https://a.example/a%20b", LETTERS),
        ("https://a.example/hélp", LETTERS),
        ("https://a.example/a//b", LETTERS),
        ("https://a.example//a", LETTERS),
        ("https://a.example/a;b", LETTERS),
        ("https://a.example/a/../b", LETTERS),
        ("https://a.example/.", LETTERS),
        ("https://bücher.example/a", 'write the host as "xn--bcher-kva.example"'),
        ("https://straße.example", "correct its host"),
        ("https://a;b.example", "correct its host"),
        ("https://a%2eb.example", "correct its host"),
    ],
)
def test_an_address_to_build_upon_is_written_as_it_arrives(
    tmp_path: Path, address: str, hint: str
) -> None:
    with pytest.raises(UsageError) as option:
        option_address("--base-url", address, base=True)
    with pytest.raises(QuickExitError) as setting:
        load_settings(write(tmp_path, f'public_address = "{address}"\n'))
    assert (option.value.hint, setting.value.hint) == (hint, hint)
    assert repr(address) in str(setting.value)


@pytest.mark.parametrize(
    "address",
    [
        "https://A_b.example:8443/a-1/b.2/_~",
        "http://[::1]:8000/help",
        "http://127.0.0.1",
        "https://xn--bcher-kva.example/...",
    ],
)
def test_an_address_to_build_upon_stays_as_it_is_written(address: str) -> None:
    for written in (address, f"{address}/"):
        assert option_address("--base-url", written, base=True) == address


THERE = ("ar", "en", "es")


def test_all_that_is_there_is_shipped_unless_some_are_named(tmp_path: Path) -> None:
    assert chosen(Source(Settings()), "languages", THERE, "en") == THERE
    source = load_source(write(tmp_path, 'languages = ["es", "en"]\n'))
    assert chosen(source, "languages", THERE, "en") == ("es", "en")


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ('["en", "sp"]', """names "sp", which is not there; there are ar, en, es."""),
        ('["en", "ess"]', """names "ess", which is not there; did you mean "es"."""),
        ('["es"]', """lacks "en", which is shown if no other matches; add it."""),
    ],
)
def test_a_name_that_is_not_there_is_refused_with_its_line(
    tmp_path: Path, names: str, sentence: str
) -> None:
    source = load_source(write(tmp_path, f"noindex = true\nlanguages = {names}\n"))
    with pytest.raises(QuickExitError) as caught:
        chosen(source, "languages", THERE, "en")
    assert str(caught.value) == (
        f"{tmp_path / 'quickexit.toml'}:2: the setting 'languages' {sentence}"
    )
