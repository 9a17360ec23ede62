"""What we missed and is fresh: taken in once, in order, and answered once, by REST."""

from __future__ import annotations

import base64
import threading

from models import attachment, conversation, due_work, lead, message, staff_alert
from tests.builders import only, rows
from tests.reconcile.conftest import ASHA, SMS, Outside
from triage.services.recovery import reconcile


def test_a_missed_greeting_is_answered_by_rest(outside: Outside) -> None:
    outside.lost("hi")

    found = outside.reconcile()

    assert (found.in_log, found.known, found.added, found.answered) == (1, 0, 1, 1)
    (said,) = outside.deliver()
    assert "<menu.welcome>" in said


def test_a_second_run_finds_nothing_and_nothing_is_said_twice(outside: Outside) -> None:
    outside.lost("hi")
    outside.reconcile()
    outside.deliver()

    again = outside.reconcile()

    assert (again.in_log, again.known, again.added) == (1, 1, 0)
    assert len(outside.deliver()) == 1


def test_a_dry_run_changes_nothing(outside: Outside) -> None:
    outside.lost("hi")
    outside.lost("2", minutes_ago=60 * 30)

    found = outside.reconcile(dry_run=True)

    assert (found.added, found.handed) == (2, 1)
    assert rows(outside.house.store, message) == []
    assert outside.reconcile().added == 2


def test_what_came_by_webhook_is_known(outside: Outside) -> None:
    outside.told(outside.lost("hi"))

    found = outside.reconcile()

    assert (found.known, found.added) == (1, 0)
    assert outside.deliver() == []


def test_the_talk_goes_on_in_the_order_it_was_written(outside: Outside) -> None:
    for minutes, text in ((9, "hi"), (8, "2"), (7, "yes")):
        outside.lost(text, minutes_ago=minutes)

    assert outside.reconcile().answered == 3

    assert only(outside.house.store, conversation).step == "for_whom"
    assert only(outside.house.store, lead).service == 2
    welcome, intro, _question = outside.deliver()
    assert ("<menu.welcome>" in welcome, "<service.2.intro>" in intro) == (True, True)
    sent_at = [row.created_at for row in rows(outside.house.store, message, direction="in")]
    assert sent_at == sorted(sent_at)


def test_the_same_answer_is_not_said_twice_to_somebody_who_asked_twice(outside: Outside) -> None:
    for minutes in (9, 8):
        outside.lost("chest pain", minutes_ago=minutes + 40)
    for minutes in (3, 2):
        outside.lost("MENU?", minutes_ago=minutes)

    found = outside.reconcile()

    assert found.added == 4
    said = outside.deliver()
    assert len(said) == len(set(said))


def test_danger_raises_an_alert_and_is_answered(outside: Outside) -> None:
    outside.lost("chest pain")

    outside.reconcile()

    assert only(outside.house.store, lead).flags == ["emergency"]
    assert "red_flag" in {row.kind for row in rows(outside.house.store, staff_alert)}
    assert "<talk.emergency>" in outside.deliver()[0]


def test_a_stop_in_the_backlog_keeps_the_answers_before_it(outside: Outside) -> None:
    outside.lost("hi", minutes_ago=9)
    outside.lost("stop", minutes_ago=8)

    outside.reconcile()

    assert outside.deliver() == []
    assert only(outside.house.store, due_work, kind="send_message").last_error == "opted out"


def test_files_come_along(outside: Outside) -> None:
    photo = {"content_type": "image/jpeg", "data": base64.b64encode(b"\xff\xd8\xff").decode()}
    sid = outside.lost("", media=[photo])

    outside.reconcile()

    kept = only(outside.house.store, attachment)
    heard = only(outside.house.store, message, direction="in")
    assert (kept.kind, kept.content_type, heard.sid) == ("image", "image/jpeg", sid)
    assert kept.url_sealed


def test_a_webhook_that_comes_after_all_is_not_answered_again(outside: Outside) -> None:
    sid = outside.lost("hi")
    outside.reconcile()

    late = outside.told(sid)

    assert (late.duplicate, late.body) == (True, None)
    assert len(outside.deliver()) == 1


def test_what_may_still_be_on_its_way_is_left_alone(outside: Outside) -> None:
    outside.lost("hi", minutes_ago=0.1)

    assert outside.reconcile().in_log == 0


def test_two_runs_beside_live_traffic_take_each_message_once(outside: Outside) -> None:
    sids = [
        outside.lost(f"I live in Place{n}", sender=f"+447700900{n}", minutes_ago=130 - n)
        for n in range(100, 120)
    ]
    results: list[int] = []

    def run() -> None:
        results.append(outside.reconcile().added)

    def live() -> None:
        results.append(sum(not outside.told(sid).duplicate for sid in sids[::3]))

    threads = [threading.Thread(target=work) for work in (run, run, live)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sum(results) == len(sids)
    heard = rows(outside.house.store, message, direction="in")
    assert sorted(row.sid for row in heard) == sorted(sids)
    assert len(rows(outside.house.store, message, direction="out")) == len(sids)


def test_one_number_on_two_channels_is_one_person(outside: Outside) -> None:
    outside.lost("hi", minutes_ago=9)
    outside.lost("2", minutes_ago=8, channel="sms")

    outside.reconcile()

    assert only(outside.house.store, conversation).step == "consent"
    first, second = rows(outside.house.store, message, direction="in")
    assert outside.entry(first.sid).sender == f"whatsapp:{ASHA}"
    assert outside.entry(second.sid).to == SMS
    assert reconcile.FURTHEST.days == 30
