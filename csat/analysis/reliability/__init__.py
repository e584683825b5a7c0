"""Reliability and validity of constructs beyond Cronbach's alpha, one file an idea."""
