import pytest

from coffeecop.engine import flags
from coffeecop.engine.examples import FlagKind, Text
from coffeecop.engine.flags import flags_of
from tests.engine.texts import read_sample, read_texts


def read_cases(half):
    return [(head.split()[1], text) for head, text in read_texts("flags", half)]


def recall(cases, flag):
    found = [flag in flags_of(Text(text)) for wanted, text in cases if wanted == flag]
    return sum(found) / len(found)


def false_alarms(cases):
    marked = [
        flags_of(Text(text)) & {"self_harm", "threat"} for kind, text in cases if kind == "none"
    ]
    return sum(map(bool, marked)) / len(marked)


@pytest.fixture
def no_encoder(monkeypatch):
    monkeypatch.setattr(flags, "encode", lambda texts: None)


@pytest.mark.usefixtures("encoder_installed")
@pytest.mark.parametrize(
    ("half", "self_harm", "threat"), [("tuned", 0.9, 0.95), ("held", 0.75, 0.85)]
)
def test_flags_are_found_and_near_misses_left_alone(half, self_harm, threat):
    cases = read_cases(half)

    assert recall(cases, FlagKind.SELF_HARM) >= self_harm
    assert recall(cases, FlagKind.THREAT) >= threat
    assert false_alarms(cases) <= 0.05


@pytest.mark.usefixtures("encoder_installed")
def test_flags_of_the_sample_are_found():
    cases = read_sample("flags")
    got = [flags_of(Text(case["text"])) for case in cases]

    def found(flag):
        hits = [
            flag in flags for flags, case in zip(got, cases, strict=True) if flag in case["flags"]
        ]
        return sum(hits) / len(hits)

    assert found(FlagKind.SELF_HARM) >= 0.9
    assert found(FlagKind.THREAT) >= 0.6
    assert found(FlagKind.EMERGENCY) >= 0.75
    harmless = [flags for flags, case in zip(got, cases, strict=True) if not case["flags"]]
    assert sum(map(bool, harmless)) <= 0.12 * len(harmless)


@pytest.mark.usefixtures("no_encoder")
def test_rules_alone_find_some():
    cases = read_cases("held")

    assert recall(cases, FlagKind.SELF_HARM) >= 0.1
    assert recall(cases, FlagKind.THREAT) >= 0.5
    assert false_alarms(cases) <= 0.05


@pytest.mark.parametrize("text", ["", " ", "...", "\u202e\u200b", "🙂" * 4000, "a" * 4000])
def test_odd_texts_have_no_flag(text):
    assert flags_of(Text(text)) == frozenset()


def test_a_sentence_is_found_among_others():
    text = "The street lights are out. I want to die. Also, please trim the trees."

    assert flags_of(Text(text)) == {FlagKind.SELF_HARM}


def test_personal_details_are_no_flag():
    assert flags_of(Text("call me at 805-555-0142")) == frozenset()


def test_emergencies_are_flagged_too():
    assert FlagKind.EMERGENCY in flags_of(Text("my house is on fire"))
    assert FlagKind.EMERGENCY in flags_of(Text("mi esposo me pega"))
