"""Rotation of Twilio's auth token with Twilio's own API, without one webhook refused.

Twilio signs webhooks with its primary token until the secondary one is promoted, and promotion ends
the old one for REST at that moment. So: the secondary is made and accepted by all our processes
(proven from outside, through our public address); it comes to the front of the list, so that REST
uses it, which Twilio allows before promotion; only then is it promoted. The old one stays accepted
until real webhooks came signed with the new one and none with the old for the grace.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from triage.errors import Conflict
from triage.services.credentials.job import Job
from triage.services.credentials.lists import ListPlan
from triage.twilio_gateway.account_secrets import AccountSecrets
from triage.twilio_gateway.own_door import LET_IN, REFUSED, OwnDoor

_KNOCKS = 12
_FOREIGN = (
    "Twilio has a secondary auth token that this program did not make: delete it in the Twilio"
    " console (Account, API keys & tokens), then run this again"
)


def at_twilio(job: Job) -> AccountSecrets:
    """Twilio's side, with every token that we accept. Raises Conflict in a demo that has none:
    the made-up credentials of a demo are never sent to Twilio."""
    settings = job.settings
    if settings.is_demo and not settings.twilio_api_base_url:
        raise Conflict("a demo has no account at Twilio: set TWILIO_API_BASE_URL to its stand-in")
    return AccountSecrets(
        settings.twilio_account_sid, settings.auth_tokens, settings.twilio_api_base_url
    )


def door_of(job: Job) -> OwnDoor:
    """Our own webhook from outside."""
    return OwnDoor(job.settings.public_base_url, job.settings.twilio_account_sid)


@dataclass(frozen=True)
class TokenPlan(ListPlan):
    """`make` asks Twilio for a secondary token."""

    is_seen_used: bool = True

    def ready(self, job: Job) -> None:
        """The tokens lie in a file, and there is an account."""
        super().ready(job)
        at_twilio(job)

    def preview(self, job: Job, step: str) -> str:
        """What a step would do."""
        more = {
            "add": "ask Twilio for a secondary auth token, then ",
            "verify": f"send {_KNOCKS} signed requests to our own webhook, and as many with a wrong"
            " signature; log in to Twilio with it; ",
            "promote": "",
            "retire": "",
        }[step]
        end = {
            "promote": "; promote it at Twilio",
            "retire": " (real webhooks came with the new one, none with the old for the grace);"
            " prove that the old one is refused",
        }.get(step, "")
        return more + super().preview(job, step) + end

    def verify(self, job: Job) -> None:
        """It is let in through our public address, a wrong one is not, and Twilio takes it."""
        super().verify(job)
        token = self._token(job)
        self._knock(job, token, LET_IN, "the new token is let in")
        self._knock(job, None, REFUSED, "a wrong one is refused")
        if not at_twilio(job).takes_token(token):
            raise Conflict("Twilio does not take the new token: was it deleted? Nothing is lost")
        job.say("  Twilio takes the new token for REST")

    def promote(self, job: Job) -> None:
        """REST uses it, then webhooks are signed with it."""
        new, twilio = str(job.detail["new"]), at_twilio(job)
        old = [t for t in job.settings.auth_tokens if self.id_of_entry(t) != new]
        if not twilio.takes_token(self._token(job)):
            raise Conflict("Twilio does not take the new token: it was not promoted")
        self.bring_to_front(job, new)
        if any(twilio.takes_token(token) for token in old):
            self.ready(job)  # the file may have to be written right behind the promotion
            promoted = at_twilio(job).promote()
            if self.id_of_entry(promoted) != new:  # somebody changed the secondary meanwhile
                self._follow(job, promoted)
            job.say("  promoted at Twilio: webhooks are signed with the new token from now on")
        else:
            job.say("  it was promoted at Twilio already")
        if "promoted_at" not in job.detail:
            job.note(promoted_at=job.now.isoformat())

    def retire(self, job: Job) -> None:
        """As every list; and the old one must be refused at our door from now on."""
        new = str(job.detail["new"])
        gone = [t for t in job.settings.auth_tokens if self.id_of_entry(t) != new]
        super().retire(job)
        for token in gone:
            self._knock(job, token, REFUSED, "the old token is refused")

    def adopted(self, job: Job) -> tuple[str, dict[str, Any]]:
        """The step that counts as done, and what is known, where two were put into the list by
        hand. If Twilio takes both, neither is promoted, and the later one is taken for the new;
        if it takes one, that is the new one."""
        twilio = at_twilio(job)
        tokens = list(dict.fromkeys(job.settings.auth_tokens))
        taken = [token for token in tokens if twilio.takes_token(token)]
        if not taken:
            raise Conflict(f"Twilio takes no token in {self.secret.setting}: nothing was changed")
        new = self.id_of_entry(taken[-1])
        old = [one for one in map(self.id_of_entry, tokens) if one != new]
        return ("begun" if len(taken) > 1 else "verify"), {"new": new, "old": old}

    def _follow(self, job: Job, promoted: str) -> None:
        """Twilio chose another one than we did: it is the new one, in front of all others."""
        new, tokens = self.id_of_entry(promoted), job.settings.auth_tokens
        if promoted not in tokens:  # it is told once: kept before anything else is done
            job.write(self.secret.setting, ",".join([promoted, *tokens]))
        known = dict.fromkeys([str(job.detail["new"]), *map(str, job.detail.get("old", ()))])
        job.note(new=new, old=[one for one in known if one != new])
        job.say("  Twilio promoted another token than the one that was expected: it is the new one")
        self.bring_to_front(job, new)

    def _token(self, job: Job) -> str:
        for token in job.settings.auth_tokens:
            if self.id_of_entry(token) == job.detail["new"]:
                return token
        raise Conflict("the new token is not in TWILIO_AUTH_TOKEN any more")

    def _knock(self, job: Job, token: str | None, wanted: int, what: str) -> None:
        door = door_of(job)
        for _ in range(_KNOCKS):
            got = door.with_token(token) if token else door.with_a_wrong_one()
            if got != wanted:
                raise Conflict(f"our own webhook answered {got}, not {wanted}: {what}: no")
        job.say(f"  {_KNOCKS} signed requests to our own webhook: {what}")


def secondary(job: Job) -> str:
    """A fresh secondary token. One that an earlier try of ours made and lost is made anew."""
    twilio = at_twilio(job)
    if job.detail.get("asked_twilio"):
        twilio.delete_secondary()
    else:
        job.note(asked_twilio=True)
    try:
        return twilio.create_secondary()
    except Conflict:
        job.note(asked_twilio=False)
        raise Conflict(_FOREIGN) from None


PLAN = TokenPlan("twilio-auth-token", secondary)
