"""Changes that other tools noted → entry files.

``source → format → plan → write``: :mod:`~broadsheet.importers.source` reads what there is, one module for
each format turns it into records, :mod:`~broadsheet.importers.plan` compares them with the entries there are,
and :mod:`~broadsheet.importers.write` writes what is new. All between reading and writing is pure. What comes
from elsewhere is not trusted: its text goes through HTML, which is sanitised, and back into Markdown in which
nothing but its own formatting means anything.
"""
