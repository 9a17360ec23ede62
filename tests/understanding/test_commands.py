"""Commands are whole messages; a command word inside a sentence is never one."""

from __future__ import annotations

import pytest

from tests.understanding.saying import Label, Read

_STOPPED = (
    """
stop|STOP|Stop.|stop!!!|stopall|stop all|unsubscribe|Unsubscribe me|quit|end|cancel
revoke|opt out|optout|OPT-OUT|please stop|stop please|stop messaging me|Stop texting me!
don't message me again|do not contact me|stop sending msgs|no more messages
dont text me anymore|please stop sending me messages|remove me from your list
cancel subscription|ok stop|stop stop stop|стоп|отписаться|parar|dar de baja
no más mensajes|arrêter|توقف|إلغاء الاشتراك|বন্ধ করুন|बंद करो|मैसेज मत भेजो|band karo
msg mat bhejo|simamisha|desabonner
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
_DISGUISED = [
    "ＳＴＯＰ",
    "s\u200bt\u200bo\u200bp",
    "ЅТОР",
    "S T O P",
    "s.t.o.p",
    "🛑 STOP 🛑",
    "«stop»",
    "stoooop",
    "\u202estop\u202c",
    "ѕtор",
]
_NOT_STOPPED = (
    """
don't stop treatment|should i stop my chemo|the doctor said stop|please don't stop
we cannot stop now|bus stop|non stop flight|end of March|at the end
in the end he got better|week end|to end the pain|cancel my 3pm?|cancel my appointment
can i cancel the call tomorrow|my scan was cancelled|he quit smoking
i want to quit my job|when does treatment end|stop the bleeding how
bleeding does not stop|start and stop|is there a stop date|revoke the visa
to opt out of surgery|my mother passed away last week, please remove our number
does immunotherapy stop cancer|इलाज बंद करो या नहीं बताइए|не могу остановить кровь
parar la quimio es bueno
""".replace("\n", "|")
    .strip("|")
    .split("|")
)


@pytest.mark.parametrize("text", _STOPPED)
def test_words_of_the_stop_family_stop(label: Label, text: str) -> None:
    assert label(text) == "command:stop"


@pytest.mark.parametrize("text", _DISGUISED, ids=ascii)
def test_disguised_letters_do_not_hide_a_stop(label: Label, text: str) -> None:
    assert label(text) == "command:stop"


@pytest.mark.parametrize("text", _NOT_STOPPED)
def test_a_command_word_inside_a_sentence_is_no_command(read: Read, text: str) -> None:
    assert read(text).command is None


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("START", "start"),
        ("unstop", "start"),
        ("ابدأ", "start"),
        ("शुरू करें", "start"),
        ("menu", "menu"),
        ("Main menu pls", "menu"),
        ("меню", "menu"),
        ("मेनू", "menu"),
        ("back", "back"),
        ("go back", "back"),
        ("atrás", "back"),
        ("رجوع", "back"),
        ("help", "help"),
        ("info", "help"),
        ("मदद", "help"),
        ("помощь", "help"),
        ("msaada", "help"),
        ("agent", "human"),
        ("talk to a person", "human"),
        ("call me", "human"),
        ("хочу поговорить с человеком", "human"),
        ("insan se baat karni hai", "human"),
        ("language", "language"),
        ("idioma", "language"),
        ("भाषा बदलें", "language"),
        ("delete my data", "delete_data"),
        ("Erase my data please", "delete_data"),
        ("удалите мои данные", "delete_data"),
        ("restart", "restart"),
        ("start over", "restart"),
        ("recommencer", "restart"),
        ("फिर से शुरू करें", "restart"),
    ],
)
def test_commands_work_in_many_languages(label: Label, text: str, command: str) -> None:
    assert label(text) == f"command:{command}"


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("hi", "greeting"),
        ("Hello sir", "greeting"),
        ("नमस्ते", "greeting"),
        ("السلام عليكم", "greeting"),
        ("thanks a lot", "thanks"),
        ("धन्यवाद", "thanks"),
        ("merci", "thanks"),
        ("asante", "thanks"),
        ("yes", "yes"),
        ("haan ji", "yes"),
        ("sí", "yes"),
        ("да", "yes"),
        ("نعم", "yes"),
        ("হ্যাঁ", "yes"),
        ("no", "no"),
        ("nahi", "no"),
        ("нет", "no"),
        ("لا", "no"),
        ("না", "no"),
        ("hapana", "no"),
        ("skip", "skip"),
        ("prefer not to say", "skip"),
        ("nahi batana", "skip"),
        ("why", "why"),
        ("Why do you ask?", "why"),
        ("¿por qué?", "why"),
        ("зачем", "why"),
        ("don't know", "unsure"),
        ("pata nahi", "unsure"),
        ("no sé", "unsure"),
        ("more", "more"),
        ("MORE!", "more"),
        ("подробнее", "more"),
        ("ask", "ask"),
        ("i have a question", "ask"),
        ("privacy", "privacy"),
        ("is this confidential?", "privacy"),
        ("change", "change"),
    ],
)
def test_turns_of_talk_are_signals(read: Read, text: str, signal: str) -> None:
    assert read(text).signal == signal


def test_change_with_a_number_names_the_line(read: Read) -> None:
    meaning = read("change 3")

    assert (meaning.signal, meaning.number) == ("change", 3)


def test_a_yes_is_no_command_to_start(read: Read) -> None:
    assert read("YES").command is None
