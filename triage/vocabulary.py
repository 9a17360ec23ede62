"""The words of the house: enums and small types that every room shares. Imports nothing of ours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from enum import IntEnum, StrEnum


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When coordinators call: in `zone` (IANA), on `days` (0 = Monday), `opens` to `closes`."""

    zone: str
    days: frozenset[int]
    opens: time
    closes: time


class Channel(StrEnum):
    """How a person writes to us; opt-out is kept per channel."""

    SMS = "sms"
    WHATSAPP = "whatsapp"


class Service(IntEnum):
    """What CancerFax offers; the numbers are the menu's and the lead column `service`."""

    TREATMENT_ABROAD = 1
    CAR_T = 2
    CANCER_VACCINE = 3
    VIDEO_CONSULTATION = 4
    PROTON_THERAPY = 5


class Topic(StrEnum):
    """One vetted answer each. Values are the `faq:` labels, but for the four GIVEN_* ways."""

    WHAT_IS = "what_is"
    HOW_IT_WORKS = "how_it_works"
    TYPES = "types"
    CHECKPOINT_INHIBITORS = "checkpoint_inhibitors"
    T_CELL_TRANSFER = "t_cell_transfer"
    MONOCLONAL_ANTIBODIES = "monoclonal_antibodies"
    TREATMENT_VACCINES = "treatment_vaccines"
    MODULATORS = "modulators"
    WHICH_CANCERS = "which_cancers"
    SIDE_EFFECTS = "side_effects"
    HOW_GIVEN = "how_given"
    GIVEN_IV = "given_iv"
    GIVEN_ORAL = "given_oral"
    GIVEN_TOPICAL = "given_topical"
    GIVEN_BLADDER = "given_bladder"
    HOW_OFTEN = "how_often"
    IS_IT_WORKING = "is_it_working"
    CONTACT = "contact"


#: The eight questions of the public page, in the order of the list that ASK shows.
BASICS = (
    Topic.WHAT_IS,
    Topic.HOW_IT_WORKS,
    Topic.TYPES,
    Topic.WHICH_CANCERS,
    Topic.SIDE_EFFECTS,
    Topic.HOW_GIVEN,
    Topic.HOW_OFTEN,
    Topic.IS_IT_WORKING,
)
#: Topics that open a numbered list of narrower ones.
NARROWER: dict[Topic, tuple[Topic, ...]] = {
    Topic.TYPES: (
        Topic.CHECKPOINT_INHIBITORS,
        Topic.T_CELL_TRANSFER,
        Topic.MONOCLONAL_ANTIBODIES,
        Topic.TREATMENT_VACCINES,
        Topic.MODULATORS,
    ),
    Topic.HOW_GIVEN: (
        Topic.GIVEN_IV,
        Topic.GIVEN_ORAL,
        Topic.GIVEN_TOPICAL,
        Topic.GIVEN_BLADDER,
    ),
}


class Command(StrEnum):
    """Words that work everywhere when they are the whole message."""

    MENU = "menu"
    BACK = "back"
    HELP = "help"
    STOP = "stop"
    START = "start"
    HUMAN = "human"
    LANGUAGE = "language"
    DELETE_DATA = "delete_data"
    RESTART = "restart"


class Signal(StrEnum):
    """Whole-message turns of talk that are no command and carry no fact."""

    GREETING = "greeting"
    THANKS = "thanks"
    YES = "yes"
    NO = "no"
    SKIP = "skip"
    WHY = "why"
    UNSURE = "unsure"  # "I don't know", "not sure"
    MORE = "more"
    ASK = "ask"  # the list of immunotherapy questions
    CHANGE = "change"  # "change", "change 3": the number is in Meaning.number
    PRIVACY = "privacy"
    NOT_CALLED = "not_called"  # "nobody called me"
    UNCLEAR = "unclear"  # nothing to read: empty, emoji only, "???", one stray letter


class Danger(StrEnum):
    """What is seen before anything else. Values are the `redflag:` labels."""

    EMERGENCY = "emergency"
    SELF_HARM = "self_harm"


class Field(StrEnum):
    """A fact about an enquiry; values are the contract's field names where it has them."""

    ENQUIRER_NAME = "enquirer_name"
    FOR_WHOM = "for_whom"
    NAME = "name"  # the patient's; the lead column is `patient_name`
    AGE = "age"
    CANCER_TYPE = "cancer_type"
    STAGE = "stage"
    COUNTRY = "country"
    CITY = "city"
    ZONE = "zone"  # IANA zone that follows from country and city
    CALL_TIME = "call_time"
    PHONE = "phone"
    LANGUAGE = "language"
    QUESTION = "question"  # the answer to the one question that belongs to the service


#: Facts about somebody's health: asked for and written down only after consent.
HEALTH_FIELDS = frozenset({Field.AGE, Field.CANCER_TYPE, Field.STAGE, Field.QUESTION})


class MediaKind(StrEnum):
    """What came with a message that is not text."""

    IMAGE = "image"
    DOCUMENT = "document"
    AUDIO = "audio"
    VIDEO = "video"
    STICKER = "sticker"
    CONTACT = "contact"
    LOCATION = "location"
    OTHER = "other"


class LeadStatus(StrEnum):
    """Where a lead stands in the coordinators' work."""

    NEW = "new"
    CONTACTED = "contacted"
    IN_PROGRESS = "in_progress"
    WON = "won"
    LOST = "lost"
    CLOSED = "closed"


class Priority(StrEnum):
    """In what order coordinators see leads."""

    URGENT = "urgent"  # a red flag or a concern
    HIGH = "high"  # a person was asked for, or a question is waiting
    NORMAL = "normal"


class Flag(StrEnum):
    """Why a lead needs eyes; shown to coordinators and exported in the column `flags`."""

    EMERGENCY = "emergency"
    SELF_HARM = "self_harm"
    CONCERN = "concern"
    ASKED_FOR_PERSON = "asked_for_person"
    QUESTION = "question"  # we could not answer and said so
    ERASE_REQUEST = "erase_request"
    NO_CONSENT = "no_consent"  # no health questions may be asked
    WROTE_AFTER_STOP = "wrote_after_stop"
    ATTACHMENT = "attachment"
    BOT_FAILED = "bot_failed"  # our fault: a person has to look
    NOT_DELIVERED = "not_delivered"  # a message of ours did not get through: reach them otherwise
    BEREAVED = "bereaved"  # the patient has died, or they say so: a gentle look
    WRONG_NUMBER = "wrong_number"  # we called, and it was not their number


URGENT_FLAGS = frozenset({Flag.EMERGENCY, Flag.SELF_HARM, Flag.CONCERN})


class Role(StrEnum):
    """What a member of the staff may do in the console."""

    COORDINATOR = "coordinator"  # works leads
    LEAD_COORDINATOR = "lead_coordinator"  # also assigns to others, exports, manages coordinators
    OPERATOR = "operator"  # keeps the program running; sees no patient


class MessageStatus(StrEnum):
    """Twilio's words for where an outbound message is (facts: spec enum of Messages)."""

    RECEIVED = "received"  # inbound
    REPLIED = "replied"  # ours: given back as TwiML; Twilio tells no id for it
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    CANCELED = "canceled"


#: A status callback may only move a message up. Final failures stand above SENT and below nothing:
#: a late "sent" never hides a failure, and "delivered" after "failed" does not happen at Twilio.
STATUS_RANK: dict[str, int] = {
    "accepted": 0,
    "scheduled": 0,
    "queued": 1,
    "sending": 2,
    "sent": 3,
    "delivered": 4,
    "read": 5,
    "canceled": 6,
    "undelivered": 6,
    "failed": 6,
}
