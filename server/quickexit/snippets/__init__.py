"""What a partner pastes: `make` takes choices, `render` gives parts, `places` their text."""
