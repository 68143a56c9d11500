"""What a partner pastes: `make` turns choices into a snippet, `render` writes its HTML."""
