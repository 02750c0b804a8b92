from coffeecop.models import Language
from coffeecop.web.i18n import current_language, in_language


def test_a_language_within_another_leaves_the_outer_one_as_it_was(app):
    with app.test_request_context("/staff"):
        with in_language(Language.SPANISH):
            with in_language(Language.ENGLISH):
                assert current_language() is Language.ENGLISH
            assert current_language() is Language.SPANISH
        assert current_language() is Language.ENGLISH
