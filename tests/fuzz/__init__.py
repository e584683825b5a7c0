"""Damaged and odd files, made from small surveys: short in every test run, long by ``python3 dev.py fuzz``."""
