"""What was asked of the local NCBI, and when: the evidence that tests judge a client by."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

SECRETS = ("api_key", "email")


@dataclass
class Asked:
    """One request: seconds since the server started, and what came of it.

    utility: "esearch", "efetch", …, "s3", "idconv". path: the key in the bucket. params: without
    key and e-mail unless the log keeps secrets. fault: name of the fault it met, if any.
    """

    time: float
    method: str
    utility: str
    params: Mapping[str, str] = field(repr=False)
    path: str = ""
    status: int = 0
    fault: str = ""
    sent: int = 0

    @property
    def ids(self) -> list[str]:
        """The ids that it named."""
        return self.params.get("id", "").replace(",", " ").split()


class Log:
    """All requests so far, in order of arrival."""

    def __init__(self, keep_secrets: bool = False):
        self._keep, self._asked = keep_secrets, list[Asked]()

    def note(
        self, time: float, method: str, utility: str, params: Mapping[str, str], path: str = ""
    ) -> Asked:
        """Add one request and return its line, to be completed."""
        shown = {k: "…" if k in SECRETS and not self._keep else v for k, v in params.items()}
        asked = Asked(time, method, utility, shown, path)
        self._asked.append(asked)
        return asked

    def clear(self) -> None:
        """Begin anew."""
        self._asked.clear()

    def of(self, utility: str) -> list[Asked]:
        """Return the requests to one utility."""
        return [asked for asked in self._asked if asked.utility == utility]

    def worst(self, seconds: float = 1.0) -> int:
        """Return the most requests to E-utilities in any window of *seconds*."""
        times = sorted(a.time for a in self._asked if a.utility not in ("s3", "idconv", "other"))
        most = start = 0
        for end, time in enumerate(times):
            while time - times[start] >= seconds:
                start += 1
            most = max(most, end - start + 1)
        return most

    def __iter__(self) -> Iterator[Asked]:
        return iter(list(self._asked))

    def __len__(self) -> int:
        return len(self._asked)

    def __getitem__(self, at: int) -> Asked:
        return self._asked[at]
