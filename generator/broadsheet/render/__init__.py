"""Rendering: an edition's Markdown to HTML and finished pages."""
