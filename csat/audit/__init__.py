"""What an auditor asks of a record: how a figure came about, whether it holds, what changed, what other roads give."""
