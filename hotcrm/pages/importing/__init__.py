"""Files from outside become rows: opened, recognised, read value by value. Knows no domain."""
