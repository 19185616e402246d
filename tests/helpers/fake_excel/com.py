"""What all objects of the pretended object model share: its error, and no silent gaps."""

from __future__ import annotations

from typing import Any


class ComError(Exception):
    """Excel refused, as pywin32's com_error says it."""

    def __init__(self, description: str, hresult: int = -2147352567) -> None:
        super().__init__(description)
        self.hresult = hresult
        self.strerror = "Exception occurred."
        self.excepinfo = (0, "Microsoft Excel", description, "xlmain11.chm", 0, -2146827284)
        self.argerror = None


class Com:
    """A native object: what it does not offer raises NotImplementedError, read or set."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        raise NotImplementedError(f"fake Excel: {type(self).__name__}.{name}")

    def __setattr__(self, name: str, value: object) -> None:
        # Excel's own names are capitalised; those of tests are not.
        declared = getattr(type(self), name, None)
        read_only = isinstance(declared, property) and declared.fset is None
        if read_only or (name[0].isupper() and declared is None):
            raise NotImplementedError(f"fake Excel: {type(self).__name__}.{name} = …")
        object.__setattr__(self, name, value)
