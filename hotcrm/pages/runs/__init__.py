"""A verb for many records at once: chosen first, then done chunk by chunk, with a result for each and a way back.

`start(Lead.claim, by=user, rows=…)` is all a page needs; it knows no domain.
"""
