"""Proof that an edition holds nothing it must not: the sources read anew, the finished bytes searched."""
