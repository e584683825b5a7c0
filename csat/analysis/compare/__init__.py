"""Groups of respondents compared: differences with intervals, tests from exact counts, effect sizes, adjusted p values.

Every function of these modules takes counts, or sums of answers, and gives a figure with its formula; what is compared
with what is decided in :mod:`csat.analysis.compare.analysis`.
"""

WAVE = "(wave)"
NOW, BEFORE = "now", "before"
"""What a comparison with an earlier record is by, and its two sides."""
