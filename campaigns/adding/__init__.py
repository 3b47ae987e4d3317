"""Whom a campaign takes in: found one by one, or many at once, with a look at who would be left out and why."""
