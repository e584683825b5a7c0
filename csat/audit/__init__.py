"""What an auditor asks of a record: does it hold, how did a figure come about, what changed since the last one."""
