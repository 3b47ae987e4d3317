"""What a person was told: the bell, the inbox, and what they want to be told of, and where."""
