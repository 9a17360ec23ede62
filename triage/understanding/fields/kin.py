"""Relations of relations: the wife's mother is a mother-in-law, a friend's aunt stays a friend."""

from __future__ import annotations

#: Words between two relations where the second one owns the first: "mother of my wife".
OF_TURNED = frozenset([
    "of", "de", "del", "do", "da", "du", "des", "di", "ya", "wa", "la", "za",
])  # fmt: skip
#: The same, where the first owns the second: "patni ki maa".
OF = OF_TURNED | frozenset([
    "ki", "ke", "ka", "kee", "की", "के", "का", "s", "er", "r", "ji",
])  # fmt: skip
#: "My" between two relations ("мама моей жены", "mother of my husband").
OWN = frozenset([
    "my", "our", "mi", "ma", "mon", "mes", "meu", "minha", "моей", "моего", "моих", "мой",
    "моя", "мою", "mere", "meri", "mera", "मेरे", "मेरी", "wangu", "yangu", "nuestro",
    "nuestra", "notre", "nosso", "nossa", "amar", "আমার", "le", "la", "el", "o", "a",
])  # fmt: skip

_SPOUSE = ("wife", "husband", "partner")
_CHILDREN = ("son", "daughter", "child")
_TABLE = {
    "spouse": {
        "mother": "mother-in-law",
        "father": "father-in-law",
        "brother": "brother-in-law",
        "sister": "sister-in-law",
        "son": "son",
        "daughter": "daughter",
    },
    "parent": {
        "mother": "grandmother",
        "father": "grandfather",
        "brother": "uncle",
        "sister": "aunt",
        "wife": "mother",
        "husband": "father",
        "aunt": "other relative",
    },
    "sibling": {
        "wife": "sister-in-law",
        "husband": "brother-in-law",
        "son": "nephew",
        "daughter": "niece",
        "mother": "mother",
        "father": "father",
    },
    "child": {
        "wife": "daughter-in-law",
        "husband": "son-in-law",
        "son": "grandson",
        "daughter": "granddaughter",
        "child": "grandchild",
    },
    "aunt": {
        "son": "cousin",
        "daughter": "cousin",
        "child": "cousin",
        "husband": "uncle",
        "wife": "aunt",
    },
}
_GROUPS = {
    **dict.fromkeys(_SPOUSE, "spouse"),
    **dict.fromkeys(("mother", "father"), "parent"),
    **dict.fromkeys(("brother", "sister"), "sibling"),
    **dict.fromkeys(_CHILDREN, "child"),
    **dict.fromkeys(("aunt", "uncle"), "aunt"),
}


def kin_of(owner: str, owned: str) -> str:
    """What the `owned` relation of my `owner` is to me."""
    if owner in ("friend", "patient of a doctor"):
        return owner
    return _TABLE.get(_GROUPS.get(owner, ""), {}).get(owned, "other relative")
