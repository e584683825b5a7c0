"""Weights that bring a sample to known margins of its population: post-stratification and raking.

``margins.py``: what the margins are; ``raking.py``: the arithmetic, on cells of joint values alone; ``calibrating.py``:
margins brought to the cells of a survey; ``weighing.py``: a weight for every respondent of a file.
"""
