"""The chain of hashes, by itself."""

import pytest

from coffeecop.models.hash_chain import (
    ORIGIN,
    Gap,
    Head,
    Link,
    Mismatch,
    canonical,
    faults,
    next_hash,
)

# Computed by `printf` and `sha256sum`. It must never change: stored hashes would not match.
FIRST = "6894fc35280b4f9d986594b1b0ba1eb968248f8dd54e24816afce4bfd0935da3"


def chain(*texts):
    links, previous = [], ORIGIN
    for sequence, text in enumerate(texts, start=1):
        content = {"sequence": sequence, "text": text}
        previous = next_hash(previous, content)
        links.append(Link(sequence, previous, content))
    return links


def test_content_is_encoded_in_one_way_alone():
    told = {"b": "Café “x”\n", "a": None, "c": 12}

    assert canonical(told) == canonical(dict(reversed(told.items())))
    assert canonical(told) == '{"a":null,"b":"Café “x”\\n","c":12}'.encode()
    assert next_hash(ORIGIN, {"sequence": 1, "text": "a"}) == FIRST


def test_an_edit_is_named_or_the_next_where_its_hash_was_made_to_fit():
    links = chain("a", "b", "c")
    assert list(faults(links)) == list(faults([])) == []
    edited = {"sequence": 2, "text": "B"}

    links[1] = links[1]._replace(content=edited)
    assert list(faults(links)) == [Mismatch(2)]

    links[1] = Link(2, next_hash(links[0].hash, edited), edited)
    assert list(faults(links)) == [Mismatch(3)]


@pytest.mark.parametrize(
    ("removed", "gap"), [((0,), Gap(1, 1)), ((1,), Gap(2, 2)), ((1, 2), Gap(2, 3))]
)
def test_a_deletion_is_named(removed, gap):
    links = [link for place, link in enumerate(chain(*"abcd")) if place not in removed]

    assert list(faults(links)) == [gap]


def test_a_deletion_that_is_covered_up_by_new_numbers_breaks_what_follows():
    first, _second, third, fourth = chain(*"abcd")
    renumbered = [
        link._replace(sequence=link.sequence - 1, content={**link.content, "sequence": number})
        for number, link in enumerate((third, fourth), start=2)
    ]

    assert list(faults([first, *renumbered])) == [Mismatch(2), Mismatch(3)]


def test_a_head_is_written_short():
    assert str(Head(12, "ab" * 32)) == "12:" + "ab" * 16
