"""A merged period in pandas: ``python docs/examples/read_result.py FOLDER 2024-06``."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

import par_xl
from par_xl.merge.result import Result
from par_xl.system.console import readable_output
from par_xl.terms.words import Index, State
from par_xl.workspace.layout import open_folder


def main(root: Path, period: str) -> None:
    """Who led how many tasks, in which state; and what each index came to."""
    result = Result.model_validate_json(open_folder(root).results(period).json.read_bytes())
    tables = par_xl.tables(result)
    entries, rates = tables["entries"], tables["rates"]
    led = entries[entries["state"].notna()]
    labels = {state.value: state.label for state in State}
    print(pd.crosstab(led["unit"], led["state"].map(labels)).to_string())
    indices = rates[rates["table"] == "indices"]
    names = indices["index"].map({index.value: index.label for index in Index})
    print(indices.set_index(names)["completion_rate"].to_string())


if __name__ == "__main__":
    readable_output()
    main(Path(sys.argv[1]), sys.argv[2])
