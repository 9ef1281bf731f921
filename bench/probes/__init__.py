"""How far from the wire the server stamps `t2` and `t3`: see `__main__`."""
