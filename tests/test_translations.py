"""The Spanish catalogue says everything. `make check` compares it with the words in the code."""

import ast

from coffeecop.config import PROJECT


def test_every_sentence_has_a_translation_that_a_person_agreed_to(spanish):
    unfinished = [
        message.id
        for message in spanish
        if message.id and (message.fuzzy or not all(forms(message.string)))
    ]
    assert unfinished == []


def test_translations_keep_the_placeholders(spanish):
    assert [(message.id, errors) for message, errors in spanish.check()] == []


def test_translations_keep_markup_and_the_spaces_at_the_ends(spanish):
    for message in spanish:
        if not message.id:
            continue
        words = forms(message.id)[-1]
        for translated in forms(message.string):
            assert words.count("<") == translated.count("<"), words
            assert words[0].isspace() == translated[0].isspace(), words
            assert words[-1].isspace() == translated[-1].isspace(), words


def forms(text):
    """Return the forms for one and many, where a sentence has both."""
    return [text] if isinstance(text, str) else list(text)


def test_no_sentence_hides_inside_an_f_string():
    # Python 3.11 does not let the extraction look into one; later ones do.
    found = [
        (path.name, node.lineno)
        for path in (PROJECT / "coffeecop").rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text()))
        if isinstance(text, ast.JoinedStr)
        for node in ast.walk(text)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "_l", "gettext")
    ]
    assert found == []
