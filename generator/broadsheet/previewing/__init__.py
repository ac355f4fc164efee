"""What a merge would do to readers: two revisions, each composed up to its outputs, side by side.

Nothing is rendered but the texts that are shown. ``compare`` decides, purely; the rest reads and writes.
"""
