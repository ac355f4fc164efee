"""Publication: stage, compare, swap."""
