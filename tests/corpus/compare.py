"""Work through the corpus with the par_xl that is importable, and say what differs.

python -m tests.corpus.compare [--expect] [--corpus DIR] [--keep DIR] [NAME…]
"""

from __future__ import annotations

import argparse
import gzip
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from . import books, steps

CORPUS = Path(__file__).parents[2] / "build" / "corpus"
_MOST, _PROCESSES, _SHOWN = 10, 2, 160
_MISSING = "(not there)"


def main() -> int:
    """Compare, or with ``--expect`` write down what must come out; 1 where something differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="folders, or how their names begin")
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--keep", type=Path, help="keep the folders worked through in here")
    parser.add_argument("--expect", action="store_true", help="write what comes out as expected")
    given = parser.parse_args()
    names = [
        path.name
        for path in sorted((given.corpus / "folders").iterdir())
        if not given.names or path.name.startswith(tuple(given.names))
    ]
    work = partial(one, given.corpus, given.keep, given.expect)
    with ProcessPoolExecutor(_PROCESSES, get_context("spawn")) as pool:
        differing = 0
        for name, found in zip(names, pool.map(work, names), strict=True):
            differing += bool(found)
            say(f"{name}: {'written' if given.expect else 'same'}" if not found else name)
            for line in found[:_MOST]:
                say(f"  {line}")
            if len(found) > _MOST:
                say(f"  … and {len(found) - _MOST} more")
    say(f"{len(names)} folders, {differing} differ; {steps.where()}")
    return 1 if differing else 0


def say(line: str) -> None:
    """A line of the answer, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def one(corpus: Path, keep: Path | None, expect: bool, name: str) -> list[str]:
    """Work through a folder; its differences, none of them while it is written down."""
    place = corpus / "expected" / f"{name}.json.gz"
    with tempfile.TemporaryDirectory(prefix="corpus-") as temporary:
        steps.settle(Path(temporary))
        work = Path(temporary) / "work"
        try:
            found = worked_through(corpus / "folders" / name, work)
        except RuntimeError as error:
            return [str(error)]
        if keep:
            shutil.copytree(work, keep / name, dirs_exist_ok=True)
    if not expect:
        return list(differences(json.loads(gzip.decompress(place.read_bytes())), found))
    place.parent.mkdir(exist_ok=True)
    written = {
        "steps": found["steps"],
        "contents": {sha: parts_of(content) for sha, content in found["contents"].items()},
    }
    text = json.dumps(written, ensure_ascii=False).encode()
    place.write_bytes(gzip.compress(text, 6, mtime=0))
    return []


def worked_through(source: Path, work: Path) -> dict[str, Any]:
    """Do a folder's steps in *work*: what each call said, and which files lay there after it, by
    hash; ``contents`` has them by hash."""
    told = json.loads((source / "steps.json").read_text("utf-8"))
    work.mkdir()
    for name in ("ke-hoach.xlsx", "tiep-nhan.xlsx"):
        if (source / name).exists():
            shutil.copy2(source / name, work)
    contents: dict[str, bytes] = {}
    done = []
    for number, step in enumerate(told["steps"], start=1):
        said = steps.do(work, source / "files", step)
        if step["do"] not in steps.WRITING:
            if said:
                raise RuntimeError(f"{source.name}, step {number} {step}: {said}")
            continue
        files = {}
        for path in looked_at(work, told["forms"]):
            content = path.read_bytes()
            sha = sha256(content).hexdigest()
            contents[sha] = content
            files[path.relative_to(work).as_posix()] = sha
        # Through JSON, as it is read again.
        name = " ".join(str(step[key]) for key in ("do", "period", "now") if key in step)
        done.append(json.loads(json.dumps([f"step {number} ({name})", said, files])))
    return {"steps": done, "contents": contents}


def looked_at(work: Path, forms: bool) -> list[Path]:
    """Results, the register, and where *forms* are compared, too, those made and handed back.

    Not the ledger: it holds hashes of what par_xl itself writes, and these files are here.
    """
    places = [*work.glob("tong-hop/*"), *work.glob("tiep-nhan.xlsx")]
    if forms:
        places += [*work.glob("tra-lai/**/*"), *work.glob("bieu-mau/**/*")]
    return sorted(path for path in places if path.is_file())


def parts_of(content: bytes) -> dict[str, str]:
    """A file as texts by place."""
    return (
        books.parts_of(content)
        if content.startswith(b"PK")
        else {"": content.decode(errors="replace")}
    )


def differences(expected: dict[str, Any], found: dict[str, Any]) -> Iterator[str]:
    """What differs, each told once: where the same two files lie after several steps, at the
    first."""
    told: set[tuple[str, str]] = set()
    for (step, said, files), (_, now_said, now_files) in zip(
        expected["steps"], found["steps"], strict=True
    ):
        yield from _differing(f"{step}, said", flat(said), flat(now_said))
        for name in sorted(files.keys() | now_files.keys()):
            was, now = files.get(name), now_files.get(name)
            if was == now or (was, now) in told:
                continue
            told.add((was, now))
            where = f"{step}, {name}"
            if was is None or now is None:
                yield f"{where}: {'not there before' if was is None else 'gone'}"
                continue
            before, after = expected["contents"][was], parts_of(found["contents"][now])
            if name.endswith(".json") and before != after:
                texts = before[""], after[""]
                before, after = map(values_of, texts)
                if before == after:
                    yield f"{where}: other bytes, though the same values (order, white space)"
            if name == "tiep-nhan.xlsx":
                before, after = map(_without_hashes, (before, after))
            yield from _differing(where, before, after)


def _without_hashes(register: dict[str, str]) -> dict[str, str]:
    """A register but for its last column, hidden, which it did not have before."""
    heads = (place[:-1] for place, told in register.items() if told.startswith("s Mã băm ¦"))
    column = next(heads, None)
    around = ("<dimension 1>", "<cols 1>", "<autoFilter 1>", "(xl/workbook.xml)")
    return {
        place: told
        for place, told in register.items()
        if not place.endswith(around) and (column is None or place.rstrip("0123456789") != column)
    }


def _differing(where: str, before: dict[str, str], after: dict[str, str]) -> Iterator[str]:
    for place in [*before, *(each for each in after if each not in before)]:
        was, now = before.get(place, _MISSING), after.get(place, _MISSING)
        # Looks are named by what they are: one that cells use shows in them.
        if was != now and not place.startswith("(look "):
            yield f"{where}, {place}: {' → '.join(_around(was, now))}"


def _around(was: str, now: str) -> Iterator[str]:
    """Both texts, from shortly before they begin to differ."""
    same = next((n for n, (a, b) in enumerate(zip(was, now, strict=False)) if a != b), 0)
    begin = max(0, same - _SHOWN // 2) if max(len(was), len(now)) > _SHOWN else 0
    for text in (was, now):
        yield ("…" if begin else "") + repr(text[begin : begin + _SHOWN])


def values_of(text: str) -> dict[str, str]:
    """A JSON's values by their path; of what is none, its lines."""
    try:
        return flat(json.loads(text))
    except ValueError:
        return flat({"no JSON, line": text.splitlines()})


def flat(value: Any, place: str = "") -> dict[str, str]:
    """A JSON's values by their path."""
    if not isinstance(value, (dict, list)):
        return {place: repr(value)}
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    found: dict[str, str] = {} if value else {place: repr(value)}
    for name, each in pairs:
        found |= flat(each, f"{place}/{name}")
    return found


if __name__ == "__main__":
    sys.exit(main())
