"""What people and commands write into a repository: names and text of new files, made of values."""
