"""Records as files: their JSON Schema, reading them back, and the formulas that they hold."""
