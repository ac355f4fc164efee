"""Reading: git history, files and front matter, as raw records."""
