"""Publishing a store to a folder or an object store, and the configuration of its server."""
