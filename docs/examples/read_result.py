"""A merged period in pandas: ``python docs/examples/read_result.py FOLDER 2024-06``."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from par_xl.merge.result import Result
from par_xl.system.console import readable_output
from par_xl.terms.words import State
from par_xl.workspace.layout import open_folder


def main(root: Path, period: str) -> None:
    """Who led how many tasks, in which state; and what each index came to."""
    result = Result.model_validate_json(open_folder(root).results(period).json.read_bytes())
    # Above 200,000 entries they lie in a Parquet file beside the JSON.
    assert result.entries is not None, result.entries_file
    entries = pd.DataFrame(result.entries)
    led = entries[entries["state"].notna()]
    labels = {state.value: state.label for state in State}
    print(pd.crosstab(led["unit"], led["state"].map(labels)).to_string())
    for index in result.indices:
        print(index.index.label, index.completion_rate)


if __name__ == "__main__":
    readable_output()
    main(Path(sys.argv[1]), sys.argv[2])
