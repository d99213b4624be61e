"""Every word of the interface is said in Arabic."""

import re

from tools import words

_HOLE = re.compile(r"%\(\w+\)s|%[sd]|\{\w*\}")


def test_no_word_lacks_its_arabic() -> None:
    lacking = [f"{word.place}: {word.text}" for word in words.missing("ar")]
    assert not lacking, "run `python -m tools.words` and translate what it prints"


def test_no_translation_is_left_over() -> None:
    assert not words.unused("ar")


def test_translations_keep_the_holes_of_the_original() -> None:
    said = words.translated("ar")
    wrong = []
    for word in words.used():
        holes = set(_HOLE.findall(word.text)) | set(_HOLE.findall(word.plural))
        for text in said[word.key]:
            extra = set(_HOLE.findall(text)) - holes
            lost = holes - set(_HOLE.findall(text)) if not word.plural else set()
            if extra or lost:
                wrong.append((word.text, text))
    assert not wrong


def test_words_of_templates_and_code_are_found() -> None:
    texts = {word.text for word in words.used()}
    assert {"Jobs", "Skip to content", "Log in"} <= texts
