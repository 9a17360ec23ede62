"""Sealed data opens with the right key for the right purpose, and with nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.errors import Damaged
from triage.vault import PersonKey, Vault, key_id

OLD, NEW, INDEX = b"o" * 32, b"n" * 32, b"i" * 32


def vault(*keys: bytes, index: bytes = INDEX) -> Vault:
    return Vault(lambda: keys, lambda: index)


def person(of: Vault | None = None) -> PersonKey:
    of = of or vault(OLD)
    return of.open_key(of.new_person_key().wrapped)


@given(st.text(st.characters(codec=None), max_size=50), st.text(max_size=20))
def test_whatever_was_sealed_comes_back(text: str, purpose: str) -> None:
    key = person()

    assert key.unseal(key.seal(text, purpose), purpose) == text


@given(st.binary(max_size=100))
def test_a_file_comes_back(content: bytes) -> None:
    key = person()

    assert key.unseal_bytes(key.seal_bytes(content, "file:1"), "file:1") == content


def test_a_lone_surrogate_is_sealed_too() -> None:
    key = person()

    assert key.unseal(key.seal("a\ud800b", "name"), "name") == "a\ud800b"


def test_the_sealed_form_hides_the_text_and_never_repeats() -> None:
    key = person()
    one, other = key.seal("Asha", "name"), key.seal("Asha", "name")

    assert one != other
    assert "Asha" not in one
    assert one.startswith("s1.")
    assert b"Asha" not in key.seal_bytes(b"Asha", "file:1")


def test_one_purpose_does_not_open_for_another() -> None:
    key = person()

    with pytest.raises(Damaged):
        key.unseal(key.seal("Asha", "name:1"), "name:2")
    with pytest.raises(Damaged):
        key.unseal_bytes(key.seal_bytes(b"Asha", "file:1"), "file:2")


def test_one_persons_key_does_not_open_anothers_data() -> None:
    with pytest.raises(Damaged):
        person().unseal(person().seal("Asha", "name"), "name")


def test_any_changed_letter_is_damage() -> None:
    key = person()
    sealed = key.seal("Asha", "name")

    for place, letter in enumerate(sealed):
        changed = sealed[:place] + ("A" if letter != "A" else "B") + sealed[place + 1 :]
        with pytest.raises(Damaged):
            key.unseal(changed, "name")


def test_any_changed_byte_of_a_file_is_damage() -> None:
    key = person()
    sealed = key.seal_bytes(b"photo", "file:1")

    for place in range(len(sealed)):
        changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises(Damaged):
            key.unseal_bytes(changed, "file:1")


@pytest.mark.parametrize(
    "broken", ["", "s1.", "s1.AAAA", "plain", "s1.é", "s1.\ud800", "s2.AAAA", "s1.A"]
)
def test_what_was_never_sealed_is_damage_that_shows_nothing(broken: str) -> None:
    with pytest.raises(Damaged) as caught:
        person().unseal(broken, "name")

    assert "plain" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    "broken", ["", "w1.", "w1.0.x", "w2.aaaaaaaa.xxxx", "w1.aaaaaaaa", "plain"]
)
def test_what_is_no_wrapped_key_is_damage(broken: str) -> None:
    with pytest.raises(Damaged):
        vault(OLD).open_key(broken)


def test_the_key_id_stands_beside_the_wrapped_key() -> None:
    wrapped = vault(NEW, OLD).new_person_key()

    assert wrapped.key_id == key_id(NEW)
    assert wrapped.wrapped.split(".")[1] == wrapped.key_id
    assert wrapped.wrapped not in repr(wrapped)


def test_a_rotation_rewraps_the_key_and_leaves_the_data() -> None:
    before = vault(OLD).new_person_key()
    sealed = vault(OLD).open_key(before.wrapped).seal("Asha", "name")

    after = vault(NEW, OLD).rewrap(before.wrapped)

    assert after.key_id == key_id(NEW)
    assert vault(NEW).open_key(after.wrapped).unseal(sealed, "name") == "Asha"
    assert vault(NEW, OLD).open_key(before.wrapped).unseal(sealed, "name") == "Asha"


def test_rewrapping_twice_changes_nothing_more() -> None:
    once = vault(NEW, OLD).rewrap(vault(OLD).new_person_key().wrapped)

    assert vault(NEW, OLD).rewrap(once.wrapped) == once


def test_a_key_that_is_no_longer_accepted_is_named_by_its_id() -> None:
    wrapped = vault(OLD).new_person_key().wrapped

    with pytest.raises(Damaged, match=key_id(OLD)):
        vault(NEW).open_key(wrapped)


def test_new_keys_count_without_a_restart() -> None:
    keys = [OLD]
    living = Vault(lambda: tuple(keys), lambda: INDEX)
    before = living.new_person_key()

    keys.insert(0, NEW)

    assert living.new_person_key().key_id == key_id(NEW)
    assert living.open_key(before.wrapped).seal("Asha", "name")


def test_a_lookup_is_the_same_each_time_and_another_for_each_key() -> None:
    one = vault(OLD).lookup("+12025550123")

    assert one == vault(NEW).lookup("+12025550123")
    assert (
        len({one, vault(OLD, index=b"j" * 32).lookup("+12025550123"), vault(OLD).lookup("x")}) == 3
    )
    assert len(one) == 64
