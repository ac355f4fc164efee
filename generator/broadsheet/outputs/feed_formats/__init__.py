"""Feed formats: each writes one ordered list of items, which :mod:`broadsheet.outputs.feeds` decides on."""
