"""The demonstration: the days of action of October 2002, and a rehearsal of them a month ahead.

What it says stands beside this file as Markdown and TOML; the facts are those of the campaign's own text.
"""
