"""Checks of finished bytes: leaks, links and feeds."""
