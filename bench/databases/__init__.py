"""How fast Sonix is on each database: `python -m bench.databases`."""
