"""What a partner pastes: `make` turns choices into a snippet, `render` into parts, `places` into text."""
