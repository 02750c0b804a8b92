import unicodedata


def fold(text: str) -> str:
    """Lower case, without accents: `Señal` and `senal` are one word."""
    if text.isascii():
        return text.casefold()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
