"""What an auditor asks of a record: how a figure came about, and what two records say differently."""
