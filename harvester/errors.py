"""Everything that may go wrong on purpose, and the exit status of each.

The command line prints these without a traceback. Each message says what was wanted, what
came, where, and what to do next; none carries a key or an e-mail address.
"""


class KetlitError(Exception):
    """A failure we foresaw."""

    exit_status = 1


class UsageError(KetlitError):
    """Wrong usage or configuration: an unknown topic, an empty query, a bad setting."""

    exit_status = 2


class ParseError(KetlitError, ValueError):
    """A whole file or reply cannot be read: cut, not XML, or of the wrong root."""

    def __init__(self, where: str, reason: str):
        super().__init__(where, reason)  # all of them, so that pickling works
        self.where, self.reason = where, reason

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


class QueryError(KetlitError, ValueError):
    """NCBI understood the question otherwise than it was meant, or not at all."""

    exit_status = 2


class ReplyError(KetlitError):
    """A server answered a question, but not with what was asked for.

    failure: the name of a row of failures.FAILURES. detail: status and first bytes, scrubbed.
    body: what came.
    """

    def __init__(self, question: str, failure: str, detail: str, body: bytes = b""):
        super().__init__(question, failure, detail, body)  # all of them, so that pickling works
        self.question, self.failure, self.detail, self.body = question, failure, detail, body

    def __str__(self) -> str:
        return f"{self.question}: {self.failure.replace('_', ' ')}: {self.detail}"


class IncompleteError(KetlitError):
    """The run is not whole: run the same command again and it goes on from here."""

    exit_status = 10


class RefusedError(KetlitError):
    """NCBI refuses this client: blocked, or a key it does not know. No further request."""

    exit_status = 11


class StoreError(KetlitError):
    """The store or the archive cannot be used; nothing was touched."""

    exit_status = 12


class LockedError(KetlitError):
    """Another harvest works on the same data."""

    exit_status = 13


class MissingExtraError(KetlitError):
    """An optional library is not installed; the message names the extra that brings it."""

    def __init__(self, wanted: str, extra: str):
        super().__init__(wanted, extra)
        self.wanted, self.extra = wanted, extra

    def __str__(self) -> str:
        return (
            f"{self.wanted} needs an optional part: pip install 'ketlit[{self.extra}]' "
            f"(in a clone: pip install '.[{self.extra}]')."
        )
