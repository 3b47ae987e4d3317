class Unreadable(Exception):
    """The file as a whole cannot be read; the message is for the person who chose it."""


class Unread(ValueError):
    """One value cannot be read; the message completes the sentence 'Column X: …'."""
