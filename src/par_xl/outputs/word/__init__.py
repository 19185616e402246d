"""A document as a Word file, in the form that Decree 30/2020/NĐ-CP gives it."""

from par_xl.outputs.word.document import write_document

__all__ = ["write_document"]
