"""When to try again. Numbers only: nothing here sleeps, and nothing here sends."""

from dataclasses import dataclass

from harvester.failures import Kind


@dataclass(frozen=True)
class RetryPolicy:
    """Wait *base* seconds, then twice as long each time, but never more than *cap*.

    jitter: the share by which chance shortens or lengthens a wait, so that several waiting
    programs do not come back at once. attempts: tries for one request while others are answered;
    split_after: likewise for a failure that may lie in a batch's size or in one of its records.
    In an outage, when nothing is answered, only the patience of the run ends the waiting.
    """

    base: float = 1.0
    cap: float = 30.0
    jitter: float = 0.25
    attempts: int = 6
    split_after: int = 3

    def tries(self, kind: Kind, divisible: bool) -> int:
        """Return after how many failures of a kind a request is given up, if others succeed.

        divisible: it asks for several records, so that giving it up loses nothing.
        """
        return self.split_after if divisible and kind is Kind.SPLIT else self.attempts

    def delay(self, failures: int, chance: float) -> float:
        """Return the seconds to wait after so many failures in a row; *chance* is in [0, 1).

        >>> [RetryPolicy().delay(n, 0.5) for n in (1, 2, 3, 9)]
        [1.0, 2.0, 4.0, 30.0]
        >>> RetryPolicy().delay(1, 0.0), RetryPolicy().delay(1, 1.0)
        (0.75, 1.25)
        """
        plain = min(self.cap, self.base * 2.0 ** min(failures - 1, 30))
        return plain * (1 + self.jitter * (2 * chance - 1))


POLITE = RetryPolicy()
