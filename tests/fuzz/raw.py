"""Damage to a file's bytes, whatever they are."""

from __future__ import annotations

from random import Random

TOKENS = (
    b"PK\3\4", b"PK\1\2", b"PK\5\6", b"PK\6\6", b"\xff\xff\xff\xff", b"\0\0\0\0",
    b"\x7f\xff\xff\xff",
    b"<", b"\"", b"&#0;", b"]]>", b"\xef\xbb\xbf", b"\xff\xfe", b"\x1a", b"xl/workbook.xml", b"../",
)  # fmt: skip


def damage(chance: Random, content: bytes) -> tuple[bytes, str]:
    """The same bytes with one to four pieces of damage, and which ones."""
    whole, told = bytearray(content), []
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        how = chance.choice(tuple(_HOW))
        place = _place(chance, whole)
        told.append(f"{how} at {place}")
        _HOW[how](chance, whole, place)
    return bytes(whole), "; ".join(told)


def _place(chance: Random, whole: bytearray) -> int:
    """Anywhere, and as often where the zip says of itself what it holds."""
    if not whole:
        return 0
    where = chance.random()
    if where < 0.3:
        return chance.randrange(max(0, len(whole) - 1500), len(whole))
    signs = (b"PK\3\4", b"PK\1\2", b"PK\5\6")
    if where < 0.6 and (at := whole.find(chance.choice(signs), chance.randrange(len(whole)))) >= 0:
        return min(at + chance.randrange(46), len(whole) - 1)
    return chance.randrange(len(whole))


def _flip(chance: Random, whole: bytearray, place: int) -> None:
    if whole:
        whole[place] ^= 1 << chance.randrange(8)


def _any_byte(chance: Random, whole: bytearray, place: int) -> None:
    if whole:
        whole[place] = chance.randrange(256)


def _cut(chance: Random, whole: bytearray, place: int) -> None:
    del whole[place:]


def _cut_the_beginning(chance: Random, whole: bytearray, place: int) -> None:
    del whole[: min(place, chance.randrange(1, 200))]


def _leave_out(chance: Random, whole: bytearray, place: int) -> None:
    del whole[place : place + chance.randrange(1, 1 << chance.randrange(1, 14))]


def _double(chance: Random, whole: bytearray, place: int) -> None:
    whole[place:place] = whole[place : place + chance.randrange(1, 1 << chance.randrange(1, 14))]


def _splice(chance: Random, whole: bytearray, place: int) -> None:
    whole[place:place] = chance.choice(TOKENS)


def _write_over(chance: Random, whole: bytearray, place: int) -> None:
    token = chance.choice(TOKENS)
    whole[place : place + len(token)] = token


def _zeros(chance: Random, whole: bytearray, place: int) -> None:
    length = min(chance.randrange(1, 1 << chance.randrange(1, 12)), len(whole) - place)
    whole[place : place + length] = bytes(length)


def _noise(chance: Random, whole: bytearray, place: int) -> None:
    length = min(chance.randrange(1, 40), len(whole) - place)
    whole[place : place + length] = chance.randbytes(length)


def _from_elsewhere(chance: Random, whole: bytearray, place: int) -> None:
    other, length = _place(chance, whole), chance.randrange(1, 3_000)
    whole[place : place + length] = whole[other : other + length]


def _append(chance: Random, whole: bytearray, place: int) -> None:
    whole += chance.choice((b"\0", b"\r\n", chance.randbytes(50), bytes(70_000), bytes(whole)))


_HOW = {
    function.__name__.strip("_"): function
    for function in (
        _flip, _any_byte, _cut, _cut_the_beginning, _leave_out, _double, _splice, _write_over,
        _zeros, _noise, _from_elsewhere, _append,
    )
}  # fmt: skip
