"""How well the clock filter does on simulated networks: `python -m bench.clock`."""
