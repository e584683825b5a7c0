"""Sets of files under faults: a machine that refuses, a run that is killed, two runs at once."""
