"""Every text that the conversation may say, and the placeholders that each may use.

The content loader refuses a language file that lacks a key, has an unknown one, or uses another
placeholder; `call_number` may be used everywhere.
"""

from __future__ import annotations

_FORM = ("for_whom", "patient_name", "cancer_type", "stage", "place", "call_time", "phone")

#: key -> placeholders it may use
NEEDED: dict[str, frozenset[str]] = {
    # --- the menu and the talk round it
    "menu.welcome": frozenset({"options"}),  # first contact, or a greeting: welcome and the menu
    "menu.menu": frozenset({"options"}),  # the menu alone, for later
    "menu.footer": frozenset(),  # one line under what we say outside the form: way back to the menu
    "ask.list": frozenset({"options"}),  # the numbered list of immunotherapy questions
    "ask.narrower": frozenset({"options"}),  # under "types" and "how given": pick one for more
    "ask.footer": frozenset(),  # under an answer: another number, MENU
    "ask.more": frozenset(),  # under a part that goes on: MORE
    "ask.no_more": frozenset(),  # MORE, but nothing is left
    "choose.did_you_mean": frozenset({"options"}),  # numbered choices and 0 = a person
    "talk.help": frozenset(),  # who we are, what words work, how to stop
    "talk.privacy": frozenset(),
    "talk.human": frozenset({"hours"}),  # a person was asked for
    "talk.bot_again": frozenset(),  # a coordinator had the talk; now the bot answers again
    "talk.out_of_scope": frozenset(),  # we cannot answer that here; a person will; emergency line
    "talk.unclear": frozenset(),  # we could not read that
    "talk.thanks": frozenset(),
    "talk.told_facts": frozenset(),  # facts before any service was picked; the menu follows
    "talk.back_at_menu": frozenset(),  # "back" where there is nothing to go back to
    "talk.restarted": frozenset(),
    "talk.apology": frozenset(),  # our fault; the call number; a person will look
    "talk.please_wait": frozenset(),  # they write faster than we may answer: all is kept
    "talk.outage": frozenset(),  # our database is away: nothing was kept; the call number
    "talk.concern": frozenset(),  # safety line and a person, no content
    "talk.emergency": frozenset({"number"}),  # get urgent local help at once
    "talk.self_harm": frozenset({"number"}),
    "talk.bereaved": frozenset(),  # the patient has died: condolence, no more reminders, a person
    "talk.bereaved_concern": frozenset(),  # the same, with words of despair: the safety line too
    "talk.after_danger": frozenset(),  # the same event again: short and supportive
    "optout.stopped_sms": frozenset(),
    "optout.stopped_whatsapp": frozenset(),
    "optout.started": frozenset(),
    "optout.not_stopped": frozenset(),  # START from someone who never stopped
    "language.choose": frozenset({"options"}),
    "language.set": frozenset(),
    "language.switched": frozenset(),  # we noticed the language they write in; how to change it
    "language.only_english": frozenset(),
    "erase.confirm": frozenset(),
    "erase.done": frozenset(),
    "erase.kept": frozenset(),
    "resume.ask": frozenset({"question", "options"}),  # we were at ..., go on?
    "resume.welcome_back": frozenset(),  # one line before going straight on
    # --- promised calls
    "callback.missed": frozenset(),  # we did not call when we said: sorry, somebody will call
    "callback.ask": frozenset({"options"}),  # did our coordinator reach you?
    "callback.reached": frozenset(),  # yes, they did
    "callback.again": frozenset(),  # no, nobody called: sorry, a person will
    "callback.wrong_number": frozenset(),  # we called, and it was not your number: which one is?
    "callback.no_answer": frozenset(),  # we called in vain: when may we call again?
    "callback.planned": frozenset({"said"}),  # a coordinator has planned a call
    # --- what is not text
    "got.image": frozenset(),
    "got.document": frozenset(),
    "got.audio": frozenset(),
    "got.video": frozenset(),
    "got.sticker": frozenset(),
    "got.contact": frozenset(),
    "got.location": frozenset(),
    "got.other": frozenset(),
    "got.several": frozenset({"count"}),
    "got.empty": frozenset(),
    # --- services
    **{f"service.{n}.intro": frozenset() for n in range(1, 6)},
    **{f"service.{n}.question": frozenset() for n in range(1, 6)},  # the question of its own
    **{f"service.{n}.why": frozenset() for n in range(1, 6)},
    **{f"service.{n}.again": frozenset() for n in range(1, 6)},
    "service.changed": frozenset({"service"}),  # the open enquiry is now about ...
    "service.same_patient": frozenset({"name", "options"}),  # also for {name}, or someone else?
    # --- the form; `again` is said once after an answer that we could not read, with an example
    "form.consent": frozenset({"options"}),
    "form.consent.why": frozenset(),
    "form.consent.again": frozenset(),
    "form.declined": frozenset(),
    **{f"form.{q}": frozenset({"options"}) for q in ("for_whom", "call_time")},
    **{f"form.{q}": frozenset() for q in ("cancer_type", "stage")},
    "form.patient_name": frozenset(),
    "form.patient_name.self": frozenset(),  # the patient is the person who writes
    "form.patient_name.known": frozenset({"known"}),  # YES if it is {known}
    "form.place": frozenset(),
    "form.place.known": frozenset({"known"}),  # the country of the number, as a suggestion
    "form.phone": frozenset({"options"}),  # another number? or this one
    "form.phone.needed": frozenset(),  # the channel has no number to call
    **{f"form.{q}.why": frozenset() for q in _FORM},
    **{f"form.{q}.again": frozenset() for q in _FORM},
    "form.noted": frozenset({"facts"}),  # facts that came along with something else
    "form.kept_as_written": frozenset(),  # we wrote it down in your words
    "form.call_time.outside": frozenset({"asked", "said"}),  # fitted to office hours, said back
    "form.call_time.said": frozenset({"said"}),  # said back with the zone
    "form.summary": frozenset({"lines"}),  # numbered lines; YES or the number to change
    "form.summary.again": frozenset(),
    "form.confirmed": frozenset({"said"}),  # thank you; we call {said}
    "form.confirmed.no_calls": frozenset(),
    "form.changed": frozenset({"facts"}),  # after the form: noted, the coordinator will see it
    "form.nothing_to_change": frozenset(),
    # --- short labels: lines of the summary, names of questions, options behind numbers
    **{
        f"label.{name}": frozenset()
        for name in (*_FORM, "question", "consent", "summary", "age", "enquirer_name")
    },
    "label.skipped": frozenset(),  # stands where an answer was skipped
    "label.this_number": frozenset(),
    **{f"option.menu.{n}": frozenset() for n in range(1, 6)},  # the seed's labels
    "option.say.yes": frozenset(),
    "option.say.no": frozenset(),
    "option.command.human": frozenset(),
    "option.command.menu": frozenset(),
    "option.command.restart": frozenset(),
    **{
        f"option.for_whom.{who}": frozenset()
        for who in ("self", "mother", "father", "wife", "husband", "child", "other")
    },
    **{
        f"option.call_time.{when}": frozenset()
        for when in ("asap", "morning", "afternoon", "evening", "anytime", "no_calls")
    },
    "option.phone.sender": frozenset(),
    "option.same_patient.yes": frozenset(),
    "option.same_patient.no": frozenset(),
    "option.resume.go_on": frozenset(),
    "option.called.yes": frozenset(),
    "option.called.no": frozenset(),
    # --- what a coordinator may begin an answer with, see `services/answers/canned.py`
    **{
        f"reply.{n}": frozenset({"to", "coordinator"})
        for n in ("hello", "call_soon", "not_reached")
    },
    **{f"reply.{n}": frozenset({"to", "patient"}) for n in ("send_reports", "got_reports")},
    **{f"reply.{n}": frozenset({"to"}) for n in ("estimate", "goodbye")},
    "reply.no_advice": frozenset({"patient"}),
    "word.patient": frozenset(),  # stands where the patient's name is not known
    "word.there": frozenset(),  # stands where the name of who writes is not known: "Hello there"
    # --- words inside sentences
    "word.emergency_number": frozenset(),  # "your local emergency number": fills {number}
    "word.crisis_line": frozenset(),  # "a crisis line or someone near you": fills {number}
    "time.asap": frozenset({"said"}),
    "time.between": frozenset({"day", "start", "end", "zone"}),
    "time.at": frozenset({"day", "start", "zone"}),
    "time.anytime": frozenset({"said"}),
    "time.no_calls": frozenset(),
    "time.today": frozenset({"day"}),
    "time.tomorrow": frozenset({"day"}),
    "time.zone": frozenset({"place"}),  # what the clock of a city or country is called
    "time.hours": frozenset({"days", "opens", "closes", "zone"}),  # office hours in words
}

#: Said in the language a person writes in, also where that language is not served as a whole:
#: what keeps people safe, stops messages, asks for consent, hands over, and tells of their data.
IN_THEIR_LANGUAGE = frozenset(
    {
        *("talk.emergency", "talk.self_harm", "talk.after_danger", "talk.concern"),
        *("talk.human", "talk.bot_again", "talk.out_of_scope", "talk.apology"),
        *("talk.please_wait", "talk.help", "talk.privacy"),
        *("talk.bereaved", "talk.bereaved_concern", "callback.missed", "callback.ask"),
        *("callback.reached", "callback.again", "callback.wrong_number", "callback.no_answer"),
        *("option.called.yes", "option.called.no"),
        *("optout.stopped_sms", "optout.stopped_whatsapp", "optout.started", "optout.not_stopped"),
        *("language.only_english", "erase.confirm", "erase.done", "erase.kept"),
        *("form.consent", "form.consent.why", "form.consent.again", "form.declined"),
        # what these are filled with
        *("word.emergency_number", "word.crisis_line", "time.hours"),
        *("option.say.yes", "option.say.no"),
    }
)
