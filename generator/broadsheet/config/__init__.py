"""``mkdocs.yml`` read by Broadsheet itself: options, what is wrong with them, and what they come to."""
