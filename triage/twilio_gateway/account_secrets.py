"""The secrets that Twilio gives out: auth tokens and API keys, made, promoted and taken away.

Only the account itself may do this (an ordinary API key may not), so every request logs in with the
account's SID and the first of our auth tokens that Twilio takes: before its promotion a secondary
token is as good as the primary one here, while webhooks are signed with the primary one alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from triage.errors import Conflict, SendFailed
from triage.twilio_gateway.message_log import API
from triage.twilio_gateway.rest import Credentials, Said, TwilioRest

TOKENS = "https://accounts.twilio.com/v1/AuthTokens"
WRONG_LOGIN = 20003
MISSING = 20404


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key pair for REST calls; Twilio tells its secret once."""

    sid: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AccountSecrets:
    """One account's secrets; `tokens` are its auth tokens, newest first."""

    account_sid: str
    tokens: Sequence[str] = field(repr=False)
    base_url: str = ""

    def takes(self, user: str, password: str) -> bool:
        """Whether Twilio lets this log-in in. Raises SendFailed when it cannot be asked."""
        try:
            self._as(user, password).ask("GET", self._account())
        except SendFailed as failure:
            if failure.code == WRONG_LOGIN:
                return False
            raise
        return True

    def takes_token(self, token: str) -> bool:
        """Whether this auth token is one of the account's."""
        return self.takes(self.account_sid, token)

    def create_secondary(self) -> str:
        """A second auth token. Raises Conflict when there is one already."""
        try:
            body = self._ask("POST", f"{TOKENS}/Secondary").body
        except SendFailed as failure:
            if failure.ambiguous or failure.code == WRONG_LOGIN:
                raise
            raise Conflict("Twilio has a secondary auth token already") from None
        return str(body["secondary_auth_token"])

    def delete_secondary(self) -> None:
        """Take the secondary token away, if there is one."""
        self._delete(f"{TOKENS}/Secondary")

    def promote(self) -> str:
        """Make the secondary token the primary one; it is returned. The primary one is no more."""
        return str(self._ask("POST", f"{TOKENS}/Promote").body["auth_token"])

    def create_key(self, name: str) -> ApiKey:
        """A new API key with this friendly name."""
        body = self._ask("POST", self._account("/Keys"), form={"FriendlyName": name}).body
        return ApiKey(str(body["sid"]), str(body["secret"]))

    def delete_key(self, sid: str) -> None:
        """Take an API key away, if it is there."""
        self._delete(self._account(f"/Keys/{sid}"))

    def keys_named(self, name: str) -> list[str]:
        """The ids of the API keys with this friendly name."""
        keys = self._ask("GET", self._account("/Keys"), query={"PageSize": "1000"}).body["keys"]
        return [str(key["sid"]) for key in keys if key.get("friendly_name") == name]

    def _delete(self, url: str) -> None:
        try:
            self._ask("DELETE", url)
        except SendFailed as failure:
            if failure.code != MISSING:
                raise

    def _account(self, path: str = "") -> str:
        return f"{API}/2010-04-01/Accounts/{self.account_sid}{path}.json"

    def _ask(self, method: str, url: str, **what: Mapping[str, str]) -> Said:
        for last, token in enumerate(self.tokens, start=1):
            try:
                return self._as(self.account_sid, token).ask(method, url, **what)
            except SendFailed as failure:
                if failure.code != WRONG_LOGIN or last == len(self.tokens):
                    raise
        raise SendFailed("there is no auth token", permanent=True)

    def _as(self, user: str, password: str) -> TwilioRest:
        who = Credentials(self.account_sid, user, password)
        return TwilioRest(lambda: who, base_url=self.base_url)
