"""Reading statute texts as people have them: Markdown, plain text, DOCX. Pure: no Django, no database, no law engine.

`read_file` turns the bytes of a file into lines; `parse` turns lines into the head, the tree of provisions and a report
of every line that was not understood, with its number and the reason.
"""

from .files import NotAText, Reading, read_file
from .head import Head
from .model import ALL_TROUBLES, Line, Node, Trouble, digest_of, normalised
from .numerals import article_label, number_of, numeral
from .statute import Parsed, parse

__all__ = [
    "ALL_TROUBLES",
    "Head",
    "Line",
    "Node",
    "NotAText",
    "Parsed",
    "Reading",
    "Trouble",
    "article_label",
    "digest_of",
    "normalised",
    "number_of",
    "numeral",
    "parse",
    "read_file",
]
