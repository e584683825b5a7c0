"""Key drivers: how far answers to each item go with the answers to one outcome, and how much of it each accounts for.

All of it follows from sums of products over complete rows (:class:`csat.products.Products`), outcome first, drivers
after it, and from tables of two items. Nothing here says that one answer causes another.
"""
