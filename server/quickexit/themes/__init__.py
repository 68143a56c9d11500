"""Themes: design tokens, their contrast, and palettes derived from one brand colour.

`theme` reads a theme; `contrast` refuses one that cannot be read.
"""
