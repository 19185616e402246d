"""Who writes and who signs, as Decree 30 has it printed."""

from __future__ import annotations

from collections.abc import Mapping

from par_xl.terms.text import fold, words

_COUNCIL = "Ủy ban nhân dân"
_HEADS = (
    ("ubnd", "Chủ tịch"),
    ("văn phòng", "Chánh Văn phòng"),
    ("thanh tra", "Chánh Thanh tra"),
    ("sở", "Giám đốc"),
    ("trung tâm", "Giám đốc"),
    ("ban", "Trưởng ban"),
    ("phòng", "Trưởng phòng"),
    ("cục", "Cục trưởng"),
)
"""The head of a body, by how its name begins."""
_DEPUTY = "Phó "


def agency_lines(info: Mapping[str, str]) -> tuple[str, str]:
    """Superior and issuing body as printed at the left of the first page; the first may be ''.

    What the body's name repeats of its superior's is left out: VĂN PHÒNG under UBND TỈNH.
    """
    superior, agency = _short(_of(info, "Cơ quan cấp trên")), _short(_of(info, "Cơ quan"))
    if superior:
        agency = _without_end(agency, superior)
    return superior.upper(), agency.upper()


def _short(name: str) -> str:
    if fold(name).startswith(fold(_COUNCIL)):
        return f"UBND{name[len(_COUNCIL) :]}"
    return name.replace(_COUNCIL, "UBND")


def _without_end(agency: str, superior: str) -> str:
    """Return the name without what it says at its end of whose it is."""
    parts = agency.split(" ")
    for start in range(1, len(parts)):
        if f"{fold(superior)} ".startswith(f"{fold(' '.join(parts[start:]))} "):
            return " ".join(parts[:start])
    return agency


def signing_lines(info: Mapping[str, str]) -> tuple[str, ...]:
    """Lines above the signature, in capitals: "KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG"."""
    authority, post = _of(info, "Quyền hạn ký"), _of(info, "Chức vụ người ký")
    short, _, whose = authority.partition(" ")
    short = short.upper() if not short or short.endswith(".") else f"{short.upper()}."
    own = post.removeprefix(_DEPUTY)
    own = f"{own[:1].upper()}{own[1:]}"
    if short == "Q.":
        return (f"Q. {whose or post}".strip().upper(),)
    lines = []
    if short == "KT.":
        lines = [f"KT. {whose or own}"]
    elif short == "TM.":
        lines = [f"TM. {whose or _body(info)}"]
        lines += [f"KT. {own}"] if own != post else []
    elif short:
        lines = [f"{short} {whose or _head(info)}"]
    return tuple(line.strip().upper() for line in (*lines, post) if line)


def _body(info: Mapping[str, str]) -> str:
    """Return the body in whose name is signed."""
    name = _short(_of(info, "Cơ quan"))
    return _COUNCIL if fold(name).startswith("ubnd") else name


def _head(info: Mapping[str, str]) -> str:
    name = fold(_short(_of(info, "Cơ quan")))
    return next(
        (head for start, head in _HEADS if name.startswith(fold(start))), "Thủ trưởng cơ quan"
    )


def signer(info: Mapping[str, str]) -> str:
    """Return the name under the signature; '' where it is left open."""
    return _of(info, "Người ký")


def receivers(info: Mapping[str, str], is_letter: bool) -> tuple[str, ...]:
    """Return the lines of `Nơi nhận`, with their marks; who wrote it stands with the copy that is
    kept."""
    found = [words(each).rstrip(".") for each in _of(info, "Nơi nhận").split(";")]
    found = [each.removeprefix("-").strip() for each in found if each]
    if not found:
        return ()
    if is_letter and fold(found[0]) != fold("Như trên"):
        found.insert(0, "Như trên")
    writer = _of(info, "Người soạn")
    if writer and fold(found[-1]).startswith(fold("Lưu")) and "(" not in found[-1]:
        found[-1] += f"({writer})"
    return (*(f"- {each};" for each in found[:-1]), f"- {found[-1]}.")


def _of(info: Mapping[str, str], name: str) -> str:
    return words(info.get(name, ""))
