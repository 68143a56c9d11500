"""Checks of partners' pages: the snippet is there, untouched, current and admitted by the page.

`run` checks several pages side by side; `browser` adds what only a real browser tells.
"""
