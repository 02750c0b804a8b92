"""Structured data of questions and answers for search engines (https://schema.org/FAQPage)."""

from collections.abc import Iterable
from typing import Any

from coffeecop.models import PublicAnswer
from coffeecop.web.i18n import current_language, localized


def faq_data(answers: Iterable[PublicAnswer]) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "inLanguage": str(current_language()),
        "mainEntity": [
            {
                "@type": "Question",
                "name": localized(answer, "question"),
                "acceptedAnswer": {"@type": "Answer", "text": localized(answer, "answer")},
            }
            for answer in answers
        ],
    }
