"""`make bench`: how fast the site is, by the plainest thing that could do the same (docs/performance.md).

Both sides of a ratio are measured in turns within one run, so that whatever else the machine does meets both alike.
Nothing here is a timed test: a slow machine fails nothing.
"""
