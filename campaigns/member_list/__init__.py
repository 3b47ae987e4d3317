"""The list of a campaign's members: its filters, columns, views, and what leaves it as a file."""
