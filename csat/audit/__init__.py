"""What an auditor asks of a record: how a figure came about, if it holds, what changed, what another road gives."""
