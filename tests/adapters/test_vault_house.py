"""What the house seals for itself: sessions and coordinators' secrets."""

from __future__ import annotations

import secrets

import pytest

from triage.errors import Damaged
from triage.vault import Vault

OLD, NEW, INDEX = (secrets.token_bytes(32) for _ in range(3))


def vault(*keys: bytes) -> Vault:
    """A vault with these data keys, newest first."""
    return Vault(lambda: keys, lambda: INDEX)


def test_what_was_sealed_opens_for_its_purpose_alone() -> None:
    sealed = vault(OLD).seal_house("a secret", "totp:1")

    assert vault(OLD).unseal_house(sealed, "totp:1") == "a secret"
    for purpose in ("totp:2", "recovery:1", ""):
        with pytest.raises(Damaged):
            vault(OLD).unseal_house(sealed, purpose)


def test_the_same_text_never_looks_the_same() -> None:
    assert len({vault(OLD).seal_house("a secret", "totp:1") for _ in range(5)}) == 5
    assert "secret" not in vault(OLD).seal_house("a secret", "totp:1")


def test_a_rotation_keeps_it_readable_and_moves_it_to_the_new_key() -> None:
    sealed = vault(OLD).seal_house("a secret", "totp:1")
    both = vault(NEW, OLD)
    moved = both.rewrap_house(sealed)

    assert both.unseal_house(sealed, "totp:1") == "a secret"
    assert both.rewrap_house(moved) == moved
    assert vault(NEW).unseal_house(moved, "totp:1") == "a secret"
    with pytest.raises(Damaged):
        vault(NEW).unseal_house(sealed, "totp:1")


@pytest.mark.parametrize("damage", ["", "/", "w1.", "x"])
def test_damaged_ones_do_not_open(damage: str) -> None:
    sealed = vault(OLD).seal_house("a secret", "totp:1")
    wrapped, _, rest = sealed.partition("/")
    for broken in (damage, wrapped, f"{wrapped}/{damage}", f"{damage}{rest}", sealed[:-1]):
        with pytest.raises(Damaged):
            vault(OLD).unseal_house(broken, "totp:1")
