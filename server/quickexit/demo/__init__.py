"""The demonstration of `make run`: the widget's server, and a partner's site beside it."""
