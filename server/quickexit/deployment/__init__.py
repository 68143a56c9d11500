"""An agency's folder: its settings, and the source that it and the package make together."""
