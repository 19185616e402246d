"""Texts typed in the old 8-bit fonts, TCVN3 and VNI: recognised word by word, never guessed at.

Such a text holds signs and foreign letters in the place of Vietnamese ones. So does a foreign
name: a word is taken for one of an old font only where, read as such, it is a syllable.
"""

from __future__ import annotations

import re
import unicodedata

# What stands for which letter, tones and marks aside.
_TCVN3 = {
    "a": "¨©µ¶·¸¹»¼½¾ÆÇÈÉÊË¡¢àáâãäå",
    "d": "®§",
    "e": "ªÌÎÏÐÑÒÓÔÕÖ£",
    "i": "×ØÜÝÞ",
    "o": "«¬ßáâãäåæçèéêëìíî¤¥",
    "u": "ïñòóôõö÷øù¦\u00ad",
    "y": "úûüýþ",
}
_FROM_TCVN3 = {sign: letter for letter, signs in _TCVN3.items() for sign in signs}
_FROM_VNI = {"ñ": "d", "ö": "u", "ô": "o", "æ": "i"}
_VNI_TONE = re.compile("(?<=[aeiouyôö])[ùøûõïâêáàåãäéèúüë]")

# Letters of no Vietnamese word, capitals within a word, and signs within one.
_TELLING_TCVN3 = re.compile(
    "[ßäåæçëîïñöøûüþÆÇËÎÏÐÑÖØÛÜÞ]|(?<=[a-z])[ÈÉÊÌÒÓÔÕÝ]"
    r"|(?<=[^\W\d_])[¡¢£¤¥¦§¨©ª«¬®µ¶·¸¹»¼½¾×÷]|[§¨©¬®¸](?=[^\W\d_])"
)
# Vowels that do not stand side by side in a syllable.
_APART = {"a": "âêáàãéèúùõ", "e": "âáàãêùõ", "o": "âêùúõ", "u": "ùõ", "y": "âáàãùõ", "ô": "ùøûõï"}
_PAIRS = [f"[{v}{v.upper()}][{after}{after.upper()}]" for v, after in _APART.items()]
_TELLING_VNI = re.compile("[ñöøûïåäëüæ]|" + "|".join(_PAIRS), re.IGNORECASE)
# All that tells of either font, found in one quick pass by its last letter: most texts have none.
_FOREIGN = "ßäåæçëîïñöøûüþÄÅÆÇËÎÏÐÑÖØÛÜÞ¡¢£¤¥¦§¨©ª«¬®µ¶·¸¹»¼½¾×÷"
_CAPITALS = "ÈÉÊÌÒÓÔÕÝ"
_COMMON = "".join(sorted({*"".join(_APART.values())} - {*_FOREIGN}))
_VOWELS = "".join(_APART)
_SUSPECT = re.compile(
    f"[{_FOREIGN}{_CAPITALS}{_COMMON}{_COMMON.upper()}]"
    # By far the most: letters of Vietnamese that stand after none of those vowels.
    f"(?<![^{_VOWELS}{_VOWELS.upper()}][{_COMMON}])"
    f"(?:(?<=[{_FOREIGN}])|(?<=[a-z][{_CAPITALS}])|{'|'.join(f'(?<={pair})' for pair in _PAIRS)})"
)
_DECISION = re.compile("[A-Z]§")
"""Q§, N§-CP: too short to be read as syllables."""
_CAPITAL_ETH = re.compile("(?<![a-zà-ỹ])\u00d0")
_WORD = re.compile(r"(?:[^\W\d_]|[¡-¿×÷])+")
_SYLLABLE = re.compile(
    "(?:ngh?|nh|gh?|gi|kh?|ph|qu?|th?|tr|ch?|[bdhlmnrsvx])?"
    "(?:a[ioyu]?|e[ou]?|i(?:eu?|a|u)?|o(?:a[iyo]?|eo?|i|o)?"
    "|u(?:a[yu]?|e|i|o[iu]?|y(?:e|a|u)?|u)?|y(?:eu?)?)"
    "(?:ch|ng|nh|[cmnpt])?"
)


def has_old_font(text: str) -> bool:
    """Whether *text* was typed in an old 8-bit font (TCVN3, VNI) and so lost its letters.

    >>> has_old_font("Céng hßa"), has_old_font("Cộng hòa, 30 m², München")
    (True, False)
    """
    text = unicodedata.normalize("NFC", text)
    if not _SUSPECT.search(text):
        return False
    # At the head of a word, or among capitals, it is typed for Đ.
    text = _CAPITAL_ETH.sub("Đ", text)
    return bool(_DECISION.search(text)) or any(map(_is_old, _WORD.findall(text)))


def _is_old(word: str) -> bool:
    word = word.lstrip("«·").rstrip("»®")
    if len(word) < 2 or any(ord(letter) > 255 for letter in word):
        # A letter that no 8-bit font has.
        return False
    if _TELLING_TCVN3.search(word):
        read = "".join(_FROM_TCVN3.get(letter, letter) for letter in word)
        if _SYLLABLE.fullmatch(read.lower()):
            return True
    if _TELLING_VNI.search(word):
        bare = _VNI_TONE.sub("", word.lower())
        read = "".join(_FROM_VNI.get(letter, letter) for letter in bare)
        plain = unicodedata.normalize("NFD", read).encode("ascii", "ignore").decode()
        return _SYLLABLE.fullmatch(plain) is not None
    return False
