"""Keeps the catalogues beside it fresh (`make messages`) and says what is wrong with them (`make check`).

English is the language of the source, so its catalogue fills itself; Georgian and Russian are written by
people. Plural forms are set here and not by gettext, which gives Georgian one form where CLDR has two.
No dates are written into the files: a catalogue changes when its words change.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
TEMPLATE = ROOT / "locales" / "messages.pot"

#: Folder -> which files in it hold words, and how to read them.
SOURCES = {
    "handlers": [("**.py", "python"), ("**/templates/**.html", "jinja2")],
    "bot/sandbox": [("words.py", "python")],
}
KEYWORDS = {
    "gettext": None,
    "label": None,
    "ngettext": (1, 2),
    "nlabel": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
NOTES = ["Translators:"]
PLURALS = {
    "en": "nplurals=2; plural=(n != 1);",
    "ka": "nplurals=2; plural=(n != 1);",
    "ru": ("nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"),
}
PLACEHOLDER = re.compile(r"\{[^{}]*\}|%\(\w+\)[a-z]")
TAG = re.compile(r"</?[a-z][^<>]*>")
ENGLISH = re.compile(r"[A-Za-z]{2,}")
SAME_EVERYWHERE = re.compile(r"Kavshiri|Telegram|\b(OK|PDF|CSV|XLSX|ID|SMS|GEL|USD|EUR|English)\b|[/@][A-Za-z_]+")

Key = tuple[str | None, str]


def find_catalogue(language: str) -> Path:
    return ROOT / "locales" / language / "LC_MESSAGES" / "messages.po"


def extract() -> Catalog:
    """Every word for people that the source has now."""
    catalogue = Catalog(charset="utf-8")
    for folder, methods in SOURCES.items():
        found = extract_from_dir(
            ROOT / folder, methods, {"**": {"trimmed": "true"}}, KEYWORDS, NOTES, strip_comment_tags=True
        )
        for file, _line, words, notes, context in sorted(found, key=lambda message: (message[0], message[1])):
            catalogue.add(words, None, [(f"{folder}/{file}", 0)], auto_comments=notes, context=context)
    return catalogue


def read(language: str) -> Catalog:
    """The catalogue as it stands; an empty one when there is none yet."""
    file = find_catalogue(language)
    text = file.read_bytes() if file.exists() else _render_header(language).encode()
    return read_po(io.BytesIO(text), locale=language)


def read_template() -> Catalog:
    return read_po(io.BytesIO(TEMPLATE.read_bytes()))


def update() -> None:
    """Write the template and bring every catalogue up to it: new words empty, words no longer used gone."""
    TEMPLATE.write_text(_render(extract(), None), encoding="utf-8")
    for language in PLURALS:
        catalogue = read(language)
        catalogue.update(read_template(), no_fuzzy_matching=True)
        if language == "en":
            for message in _list_words(catalogue):
                message.string = message.id
        file = find_catalogue(language)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_render(catalogue, language), encoding="utf-8")
        missing = sum(1 for message in _list_words(catalogue) if not all(_forms(message)))
        sys.stdout.write(f"{language}: {len(catalogue)} messages, {missing} to translate\n")


def find_stale() -> list[str]:
    """What the template lacks or has too much of."""
    now = {_key(message) for message in _list_words(extract())}
    written = {_key(message) for message in _list_words(read_template())}
    return [f"not collected: {key}" for key in sorted(now - written, key=str)] + [
        f"no longer used: {key}" for key in sorted(written - now, key=str)
    ]


def find_faults(language: str) -> list[str]:
    """What keeps the catalogue of `language` from being complete and right, a line each."""
    catalogue = read(language)
    faults = []
    if f'"Plural-Forms: {PLURALS[language]}\\n"' not in find_catalogue(language).read_text(encoding="utf-8"):
        faults.append(f"the header should say Plural-Forms: {PLURALS[language]}")
    wanted = {_key(message) for message in _list_words(read_template())}
    there = {_key(message) for message in _list_words(catalogue)}
    faults += [f"missing: {key}" for key in sorted(wanted - there, key=str)]
    faults += [f"not in the template: {key}" for key in sorted(there - wanted, key=str)]
    for message in _list_words(catalogue):
        faults += _find_faults_of(message)
        if language != "en" and _is_left_in_english(message):
            faults.append(f"left in English: {_key(message)}")
    return faults


def _find_faults_of(message: Message) -> Iterator[str]:
    name = _key(message)
    if message.fuzzy:
        yield f"fuzzy: {name}"
    sources = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    allowed = {mark for source in sources for mark in PLACEHOLDER.findall(source)}
    needed = allowed if len(sources) == 1 else set()
    tags = sorted(TAG.findall(sources[-1]))
    for form in _forms(message):
        if not form:
            yield f"not translated: {name}"
            continue
        marks = set(PLACEHOLDER.findall(form))
        if not needed <= marks <= allowed:
            yield f"other placeholders: {name}: {form}"
        if sorted(TAG.findall(form)) != tags:
            yield f"other tags: {name}: {form}"
        if form.strip() != form and sources[-1].strip() == sources[-1]:
            yield f"white space around: {name}"


def _is_left_in_english(message: Message) -> bool:
    source = message.id if isinstance(message.id, str) else message.id[0]
    for kept in (PLACEHOLDER, TAG, SAME_EVERYWHERE):
        source = kept.sub(" ", source)
    return bool(ENGLISH.search(source)) and any(form and form.isascii() for form in _forms(message))


def _forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _list_words(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _key(message: Message) -> Key:
    return message.context, message.id if isinstance(message.id, str) else " / ".join(message.id)


def _render_header(language: str | None) -> str:
    fields = ["Project-Id-Version: Kavshiri"]
    if language is not None:
        fields += [f"Language: {language}", f"Plural-Forms: {PLURALS[language]}"]
    fields += [
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    ]
    return "\n".join(['msgid ""', 'msgstr ""', *(f'"{field}\\n"' for field in fields)]) + "\n\n"


def _render(catalogue: Catalog, language: str | None) -> str:
    body = io.BytesIO()
    write_po(
        body,
        catalogue,
        width=0,
        omit_header=True,
        sort_output=True,
        ignore_obsolete=True,
        include_lineno=False,
    )
    return _render_header(language) + body.getvalue().decode().lstrip("\n")


if __name__ == "__main__":
    update()
