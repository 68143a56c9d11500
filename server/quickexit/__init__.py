"""An embeddable FAQ with a quick exit: build it, release it, serve it."""
