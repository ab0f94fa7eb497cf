"""JATS words and codes as PubMed writes the same things."""

# article-type -> MeSH publication type. An unknown one is kept as it is, without an id.
TYPES = {
    "research-article": ("D016428", "Journal Article"),
    "brief-report": ("D016428", "Journal Article"),
    "review-article": ("D016454", "Review"),
    "systematic-review": ("D000078182", "Systematic Review"),
    "case-report": ("D002363", "Case Reports"),
    "clinical-trial": ("D016430", "Clinical Trial"),
    "letter": ("D016422", "Letter"),
    "reply": ("D016422", "Letter"),
    "editorial": ("D016421", "Editorial"),
    "article-commentary": ("D016420", "Comment"),
    "news": ("D016433", "News"),
    "correction": ("D016425", "Published Erratum"),
    "retraction": ("D016440", "Retraction Notice"),
    "expression-of-concern": (None, "Expression of Concern"),
    "protocol": ("D000078325", "Clinical Trial Protocol"),
    "preprint": ("D000076942", "Preprint"),
    "obituary": ("D019215", "Biography"),
}
# ISO 639-1 -> the three letters of MEDLINE (ISO 639-2/B).
LANGUAGES = {
    "ar": "ara", "bg": "bul", "ca": "cat", "cs": "cze", "da": "dan", "de": "ger", "el": "gre",
    "en": "eng", "es": "spa", "et": "est", "fa": "per", "fi": "fin", "fr": "fre", "he": "heb",
    "hr": "hrv", "hu": "hun", "id": "ind", "it": "ita", "ja": "jpn", "ko": "kor", "lt": "lit",
    "lv": "lav", "nl": "dut", "no": "nor", "pl": "pol", "pt": "por", "ro": "rum", "ru": "rus",
    "sk": "slo", "sl": "slv", "sr": "srp", "sv": "swe", "th": "tha", "tr": "tur", "uk": "ukr",
    "vi": "vie", "zh": "chi",
}  # fmt: skip


def publication_type(article_type: str) -> tuple[str | None, str]:
    """Return MeSH id and name of the publication type that an article-type stands for."""
    return TYPES.get(article_type, (None, article_type))


def languages(code: str | None) -> str | None:
    """Return the MEDLINE code of an xml:lang; a longer or unknown one is kept.

    >>> languages("en-GB"), languages("eng")
    ('eng', 'eng')
    """
    if not code:
        return None
    return LANGUAGES.get(code.lower().split("-")[0], code.lower())
