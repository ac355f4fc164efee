"""Releases: what is unreleased gathered into one, numbered, written, and announced to each audience."""
