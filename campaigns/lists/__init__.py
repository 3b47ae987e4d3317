"""Marketing lists as people see them: the list of lists, their form, and who is on one."""
