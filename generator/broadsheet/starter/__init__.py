"""A working site repository from a few answers: its files, and what an editor needs to complete them."""
