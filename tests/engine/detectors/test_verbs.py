import pytest

from coffeecop.engine.detectors.linear import english_forms, spanish_forms


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("yell", {"yell", "yells", "yelled", "yelling"}),
        ("harass", {"harass", "harasses", "harassed", "harassing"}),
        ("grab", {"grab", "grabs", "grabbed", "grabbing"}),
        ("threaten", {"threaten", "threatens", "threatened", "threatening"}),
        ("choke", {"choke", "chokes", "choked", "choking"}),
        ("bully", {"bully", "bullies", "bullied", "bullying"}),
        ("annoy", {"annoy", "annoys", "annoyed", "annoying"}),
    ],
)
def test_english_verbs_take_their_endings(verb, forms):
    assert english_forms(verb) == forms


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("amenazar", "amenazo amenazaron amenaza amenazaba amenazando amenazandome amenazarle"),
        ("amenazar", "amenace amenacen amenazara"),
        ("pegar", "pego pegue peguen"),
        ("sacar", "saco saque"),
        ("ofender", "ofendio ofendieron ofende ofendia ofendiendonos ofenderlo"),
        ("agredir", "agredio agreden agrediendo agredirme agredieran"),
    ],
)
def test_spanish_verbs_take_persons_tenses_and_pronouns(verb, forms):
    assert set(forms.split()) <= spanish_forms(verb)
