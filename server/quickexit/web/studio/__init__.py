"""The studio: snippet builder and theme studio, computed for each request."""
