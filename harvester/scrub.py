"""No key and no e-mail address in anything that a person or a file gets to see."""

from urllib.parse import quote, quote_plus


class Scrubber:
    """Replaces secrets in a text by ***, however they are written in it.

    >>> Scrubber("abc", None, "me@uni.example")("key=abc&email=me%40uni.example")
    'key=***&email=***'
    """

    def __init__(self, *secrets: str | None):
        told = [secret for secret in secrets if secret]
        self._forms = {
            form for s in told for form in (s, quote(s), quote(s, safe=""), quote_plus(s))
        }

    def __call__(self, text: str) -> str:
        """Return *text* without them."""
        for form in sorted(self._forms, key=len, reverse=True):
            text = text.replace(form, "***")
        return text
