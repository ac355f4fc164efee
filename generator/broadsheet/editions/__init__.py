"""Selection: what of the content an edition holds."""
