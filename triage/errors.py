"""One small tree of errors, raised in services and adapters, mapped once per entrypoint."""

from __future__ import annotations


class TriageError(Exception):
    """Base of every error this program raises on purpose; its text is fit for an operator."""


class ConfigProblem(TriageError):
    """Settings are missing or wrong. `problems`: a line each, name and what to do, no value."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class ContentProblem(TriageError):
    """The texts are broken. `problems` holds one line each: file, key, reason."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class NotFound(TriageError):
    """No such row, or none that the asker may see."""


class Conflict(TriageError):
    """Somebody else changed it first, or it may not be done now."""


class TooMany(TriageError):
    """Tried too often; nothing was looked at. It may be tried again after a while."""


class StorageDown(TriageError):
    """The database did not answer within its deadline; nothing was written."""


class SchemaUnknown(TriageError):
    """The database is at a revision that this program does not know."""


class BadSignature(TriageError):
    """A webhook was not signed by Twilio with any token we accept."""


class BadWebhook(TriageError):
    """A signed webhook that is not a well-formed message of ours; `status` is the HTTP answer."""

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.status = status


class Damaged(TriageError):
    """A sealed value cannot be opened: wrong key, or its bytes were changed."""


class SendFailed(TriageError):
    """Twilio did not take a message.

    `permanent` stops retries; `ambiguous` says that it may have been sent (look before sending
    again); `code` is Twilio's error code or None; `retry_after` is in seconds or None.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool,
        code: int | None = None,
        ambiguous: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(reason)
        self.permanent = permanent
        self.code = code
        self.ambiguous = ambiguous
        self.retry_after = retry_after


class FetchFailed(TriageError):
    """A file that a person sent could not be brought in, or may not be kept.

    `reason` is one of the words that `services.files` explains; `permanent` says that another try
    would end the same. Where bytes came: `found_type`, `size` and `digest` (SHA-256) of them.
    """

    def __init__(self, reason: str, *, permanent: bool, found_type: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.found_type = found_type
        self.size: int | None = None
        self.digest: str | None = None
