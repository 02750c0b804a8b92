import enum


class Language(enum.StrEnum):
    ENGLISH = "en"
    SPANISH = "es"
