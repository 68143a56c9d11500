"""Minifiers, and the comparison that shows that their output means what the source meant."""
