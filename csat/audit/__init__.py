"""What an auditor asks of a record: how a figure came about, whether it holds, and what another road gives."""
