"""One question to one source, as a value. Who asks (key, e-mail, tool) is the transport's."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode


@dataclass(frozen=True)
class Request:
    """A utility or path below a base URL, and its parameters.

    service: "eutils" or "s3", the base URL it goes to. wanted: what a whole reply is, a key of
    `eutils.REPLIES` ("esearch", "pubmed", "pmc", "esummary", …). post: send as a form.
    """

    service: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    wanted: str = ""
    post: bool = False

    @property
    def key(self) -> str:
        """Name of the question: 64 hexadecimal digits (SHA-256), free of any secret."""
        text = f"{self.service}/{self.path}?{urlencode(sorted(self.params.items()))}"
        return hashlib.sha256(text.encode()).hexdigest()
