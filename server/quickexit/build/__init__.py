"""Source in, files of the widget out, without a clock and without a network.

`widget` builds; `bundles` runs webassets, whose filters compare each output with its source.
"""
