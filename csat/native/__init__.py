"""What reads a file with a library of native code, mostly in a process of its own.

A damaged or hostile file may abort, hang or swell such a library, and no Python code can catch that. So
``csat.io.guarded`` runs these modules in a child process with bounded memory and time. They import as little as can
be, nothing of ours outside this folder, so that the child begins within a few milliseconds; and what they hand over
is data that ``marshal`` takes: numbers, texts, bytes, lists, tuples and dicts of them.
"""
