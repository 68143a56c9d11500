"""Releases: versions, channels, and the store that holds them.

`store` writes; `ledger` and `policy` decide without touching the disk.
"""
