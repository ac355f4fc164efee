"""Turns the Markdown in a git repository into one site per audience."""
