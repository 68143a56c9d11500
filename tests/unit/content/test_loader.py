"""Reading the content: what is right is kept, what is wrong is one sentence with file and line."""

from __future__ import annotations

import re
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quickexit.content.loader import languages, load_faq
from quickexit.content.models import Contact, Faq, contacts_due
from quickexit.content.validation import content_problems, promised_words
from quickexit.errors import QuickExitError
from quickexit.paths import widget_directory

TODAY = date(2026, 3, 1)
QUESTION = "questions/1-what-is-it.md"


class Pack:
    """A copy of the English content that a test may spoil."""

    def __init__(self, folder: Path) -> None:
        self.content = folder / "content"
        self.english = self.content / "en"
        self.contacts = folder / "contacts.toml"
        shutil.copytree(widget_directory() / "content" / "en", self.english)
        shutil.copy(widget_directory() / "contacts.toml", self.contacts)

    def load(self, publisher: str | None = None, code: str = "en") -> Faq:
        return load_faq(code, self.content, self.contacts, publisher)

    def change(self, file: Path, old: str, new: str) -> None:
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), "utf-8")

    def refusal(self) -> str:
        with pytest.raises(QuickExitError) as caught:
            self.load()
        sentence = str(caught.value)
        assert "\n" not in sentence
        assert sentence.endswith(".")
        return sentence


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    return Pack(tmp_path)


def line_of(file: Path, start: str) -> int:
    lines = file.read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.startswith(start))


def test_questions_come_in_the_order_of_their_numbers(pack: Pack) -> None:
    shutil.copy(pack.english / QUESTION, pack.english / "questions/10-the-last.md")
    identifiers = [question.identifier for question in pack.load().questions]
    assert identifiers[0] == "what-is-it"
    assert identifiers[-1] == "the-last"


def test_marks_of_facts_are_kept_as_data_and_not_shown(pack: Pack) -> None:
    faq = pack.load()
    assert "forced-labor" in faq.questions[0].facts
    assert "empty-history-suspicion" in faq.history_facts
    shown = "".join(question.html for question in faq.questions) + faq.history_help_html
    assert "{" not in shown
    assert "#" not in shown


def test_the_publisher_speaks_where_one_is_set_and_the_default_where_not(pack: Pack) -> None:
    fifth = "That is the work of {},"
    assert fifth.format("police and advocates") in pack.load().questions[4].html
    assert fifth.format("the Agency") in pack.load("the Agency").questions[4].html


def test_a_publisher_is_never_read_as_html_or_markdown(pack: Pack) -> None:
    html = pack.load("<b>*A* & B</b>").questions[4].html
    assert "&lt;b&gt;*A* &amp; B&lt;/b&gt;" in html


def test_strings_name_the_publisher_too(pack: Pack) -> None:
    pack.change(pack.english / "strings.toml", "This text is", "This text of {publisher} is")
    assert "This text of the Agency is" in pack.load("the Agency").strings["unreviewed_notice"]


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("**a** *b*", "<p><strong>a</strong> <em>b</em></p>"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("### A\n\nb", "<h3>A</h3>\n<p>b</p>"),
        ("1 < 2 & 3", "<p>1 &lt; 2 &amp; 3</p>"),
    ],
)
def test_plain_markdown_is_rendered(pack: Pack, markdown: str, shown: str) -> None:
    (pack.english / QUESTION).write_text(f"# Title\n\n{markdown}\n", "utf-8")
    assert pack.load().questions[0].html == shown


@pytest.mark.parametrize(
    ("markdown", "named"),
    [
        ("[a](https://example.org)", "a link"),
        ("<https://example.org>", "a link"),
        ("![a](b.png)", "an image"),
        ("a <b onclick=x>b</b>", "HTML"),
        ("<script>alert(1)</script>", "HTML"),
        ("> a", "a quotation"),
        ("    a", "code"),
        ("`a`", "code"),
        ("# a", "level"),
        ("## a", "level"),
        ("a {publsher}", "{publsher}"),
        ("a {#Debt}", "{#Debt}"),
        ("a } b", '"}"'),
        ("a {#x} b {#x}", "marked twice"),
    ],
)
def test_anything_else_in_an_answer_is_refused_with_its_line(
    pack: Pack, markdown: str, named: str
) -> None:
    (pack.english / QUESTION).write_text(f"# Title\n\nFirst.\n\n{markdown}\n", "utf-8")
    sentence = pack.refusal()
    assert named in sentence
    assert f"{QUESTION}:5: " in sentence


@pytest.mark.parametrize("text", ["", "Title\n\nText\n", "#\n\nText\n", "\n# Title\n\nText\n"])
def test_a_question_without_a_title_is_refused(pack: Pack, text: str) -> None:
    (pack.english / QUESTION).write_text(text, "utf-8")
    assert f"{QUESTION}:1: the first line" in pack.refusal()


def test_a_question_without_an_answer_is_refused(pack: Pack) -> None:
    (pack.english / QUESTION).write_text("# Title\n\n", "utf-8")
    assert "there is no text" in pack.refusal()


def test_two_questions_of_one_name_are_refused(pack: Pack) -> None:
    shutil.copy(pack.english / QUESTION, pack.english / "questions/9-what-is-it.md")
    sentence = pack.refusal()
    assert "9-what-is-it.md" in sentence
    assert "also as 1-what-is-it.md" in sentence


@pytest.mark.parametrize("name", ["what.md", "1-What.md", "1-what.txt", "1_what.md"])
def test_a_question_with_another_kind_of_name_is_refused(pack: Pack, name: str) -> None:
    (pack.english / "questions" / name).write_text("# A\n\nb\n", "utf-8")
    assert f"{name}: this is not the name of a question" in pack.refusal()


def test_files_that_a_system_drops_into_folders_are_passed_over(pack: Pack) -> None:
    (pack.english / "questions/.DS_Store").write_bytes(b"\0")
    assert len(pack.load().questions) == 6


def test_a_misspelt_key_is_named_with_its_line_and_the_nearest_key(pack: Pack) -> None:
    file = pack.english / "strings.toml"
    file.write_text('leave_headng = "A"\n' + file.read_text("utf-8"), "utf-8")
    known = '"leave_headng" is not a known key; did you mean "leave_heading"'
    assert f"{file}:1: {known}" in pack.refusal()


def test_a_misspelt_key_of_a_contact_is_named_with_its_line(pack: Pack) -> None:
    pack.change(pack.contacts, "valid_days = 90", "valid_days = 90\nchecked_onn = 2026-01-01")
    sentence = pack.refusal()
    assert 'did you mean "checked_on"' in sentence
    assert f":{line_of(pack.contacts, 'checked_onn')}: " in sentence


def test_a_missing_string_is_named(pack: Pack) -> None:
    pack.change(pack.english / "strings.toml", 'exit_label = "', '# "')
    assert 'strings.toml:1: "exit_label" is missing; add it.' in pack.refusal()


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('exit_leaving = "Loading"', 'exit_leaving = " "', "is empty"),
        ('exit_leaving = "Loading"', 'exit_leaving = "a\\u0000"', "control character"),
        ('exit_leaving = "Loading"', "exit_leaving = 3", "is not text"),
        ('exit_leaving = "Loading"', 'exit_leaving = "{pub}"', "holds {pub}"),
        ("call {call}, or", "call, or", "has lost {call}"),
        ("2 more presses to leave|", "", "two phrases"),
    ],
)
def test_a_wrong_string_is_refused_with_its_line(
    pack: Pack, old: str, new: str, named: str
) -> None:
    file = pack.english / "strings.toml"
    key = next(line for line in file.read_text("utf-8").splitlines() if old in line).split()[0]
    pack.change(file, old, new)
    sentence = pack.refusal()
    assert named in sentence
    assert f"strings.toml:{line_of(file, key)}: " in sentence


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('code = "en"', 'code = "fr"', "the folder is called"),
        ('direction = "ltr"', 'direction = "left"', "direction"),
        ('"en-GB"', '"en_GB"', "aliases"),
        ('= "draft"', '= "reviewed"', "reviewed_by"),
        ('= "draft"', '= "draft"\nreviewed_by = "A"', "a draft has no"),
        ('= "draft"', '= "done"', "review_status"),
    ],
)
def test_a_wrong_language_is_refused(pack: Pack, old: str, new: str, named: str) -> None:
    pack.change(pack.english / "language.toml", old, new)
    sentence = pack.refusal()
    assert named in sentence
    assert re.search(r"language\.toml:\d+: ", sentence)


def test_a_reviewed_language_says_who_and_when(pack: Pack) -> None:
    new = '= "reviewed"\nreviewed_by = "A. Person"\nreviewed_on = 2026-01-31'
    pack.change(pack.english / "language.toml", '= "draft"', new)
    language = pack.load().language
    assert (language.reviewed_by, language.reviewed_on) == ("A. Person", date(2026, 1, 31))


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('call = "911"', 'call = "9-1-1"', "call"),
        ('"1-888-373-7888"', '"1-888-373-7889"', "shows another number"),
        ('"1-888-373-7888"', '"---"', "shows another number"),
        ("valid_days = 90", "valid_days = 0", "valid_days"),
        ("valid_days = 90", "", "valid_days"),
        (
            "valid_days = 90",
            "valid_days = 90\nchecked_on = 2026-01-01",
            "checked_by together",
        ),
        ("[contacts.emergency]", "[contacts.other]", 'must be "emergency"'),
        ("[contacts.hotline]", "[contacts.emergency]", "not TOML"),
        ("[contacts.hotline]", "[contacts.hotlin]", 'did you mean "hotline"'),
        ('call = "911"\ntext = "911"\n', "", "needs a number"),
    ],
)
def test_a_wrong_contact_is_refused(pack: Pack, old: str, new: str, named: str) -> None:
    pack.change(pack.contacts, old, new)
    assert named in pack.refusal()


def test_a_number_may_be_shown_without_its_country_code(pack: Pack) -> None:
    pack.change(pack.contacts, '"1-888-373-7888"', '"(888) 373-7888"')
    assert pack.load().contacts[1].call_shown == "(888) 373-7888"


@pytest.mark.parametrize("name", ["strings.toml", "history.md", "../../contacts.toml"])
def test_a_missing_file_is_named(pack: Pack, name: str) -> None:
    (pack.english / name).unlink()
    sentence = pack.refusal()
    assert Path(name).name in sentence
    assert "this file is missing; add it." in sentence


def test_missing_questions_are_named(pack: Pack) -> None:
    shutil.rmtree(pack.english / "questions")
    assert "there is no question" in pack.refusal()


def test_a_file_that_is_not_utf8_is_named_with_its_line(pack: Pack) -> None:
    (pack.english / "history.md").write_bytes(b"a\n\nb\xff\n")
    assert "history.md:3: this line is not UTF-8" in pack.refusal()


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(pack: Pack) -> None:
    before = pack.load()
    for file in (*pack.english.rglob("*.*"), pack.contacts):
        if file.is_file():
            file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert pack.load() == before


def test_an_unknown_language_names_the_nearest(pack: Pack) -> None:
    with pytest.raises(QuickExitError, match=r'no language "enn".*did you mean "en"'):
        pack.load(code="enn")
    with pytest.raises(QuickExitError, match=r'no language "\.\./content/en"'):
        pack.load(code="../content/en")


def test_languages_are_the_folders_with_a_language_file(pack: Pack, tmp_path: Path) -> None:
    (pack.content / "notes").mkdir()
    assert languages(pack.content) == ("en",)
    with pytest.raises(QuickExitError, match="there is no language in this folder"):
        languages(tmp_path / "nowhere")


@pytest.mark.parametrize("spoilt", ["[" * 5000, "a = " + "[" * 5000, "a = " + "1" * 5000, "\0"])
@pytest.mark.parametrize("name", ["strings.toml", "language.toml", "../../contacts.toml"])
def test_monstrous_toml_is_one_sentence(pack: Pack, name: str, spoilt: str) -> None:
    (pack.english / name).write_text(spoilt, "utf-8")
    pack.refusal()


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_malformed_files_never_end_in_a_traceback(pack: Pack, data: st.DataObject) -> None:
    names = ["strings.toml", "language.toml", "history.md", QUESTION, "../../contacts.toml"]
    file = pack.english / data.draw(st.sampled_from(names))
    original = file.read_bytes()
    start = data.draw(st.integers(0, len(original)))
    end = data.draw(st.integers(start, min(len(original), start + 40)))
    pieces = st.sampled_from([b"=", b"[", b"]", b'"', b"{", b"}", b"#", b"\n", b"[[", b"\xff"])
    middle = data.draw(st.one_of(st.binary(max_size=20), pieces))
    file.write_bytes(original[:start] + middle + original[end:])
    sentence = ""
    try:
        pack.load()
    except QuickExitError as error:
        sentence = str(error)
    finally:
        file.write_bytes(original)
    assert len(sentence.splitlines()) <= 1


def checked(contact: Contact, days_ago: int) -> Contact:
    day = TODAY - timedelta(days=days_ago)
    return contact.model_copy(update={"checked_on": day, "checked_by": "A. Person"})


@pytest.mark.parametrize(
    ("days_ago", "state"),
    [(-1, "unchecked"), (0, None), (59, None), (60, "due"), (90, "due"), (91, "stale")],
)
def test_a_check_is_due_30_days_before_it_ends_and_stale_after(
    pack: Pack, days_ago: int, state: str | None
) -> None:
    hotline = checked(pack.load().contacts[1], days_ago)
    states = [due.state for due in contacts_due([hotline], TODAY)]
    assert states == ([] if state is None else [state])


def test_contacts_that_nobody_checked_are_due_and_named(pack: Pack) -> None:
    due = contacts_due(pack.load().contacts, TODAY)
    assert [one.state for one in due] == ["unchecked", "unchecked"]
    assert 'contact "hotline"' in str(due[1])
    stale = contacts_due([checked(pack.load().contacts[1], 100)], TODAY)
    assert "ended on 2026-02-19" in str(stale[0])


@pytest.mark.parametrize("text", ["You are SAFE here", "Privately.", "it erases", "no traces"])
def test_a_promise_that_no_page_can_keep_is_found(pack: Pack, text: str) -> None:
    assert promised_words(pack.load(), text)


@pytest.mark.parametrize("text", ["Safari", "the deprived", "Samsung", "a hideous noise"])
def test_words_that_only_look_alike_are_left_alone(pack: Pack, text: str) -> None:
    assert promised_words(pack.load(), text) == ()


def test_the_publishers_own_name_is_no_promise(pack: Pack) -> None:
    faq = pack.load("Safe & Sound")
    assert content_problems(faq, faq) == ()
