"""The server: routes and responses made once per state of the store, and Flask behind them."""
