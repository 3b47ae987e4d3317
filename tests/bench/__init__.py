"""How quick it is: `make bench`, or `python -m tests.bench --leads 10000,100000`. Asserts nothing; prints tables.

Every size gets a database of its own, filled by `demo --leads`; all figures of one run come from one machine and one
hour, so that their ratios mean something even where the machine is shared.
"""
