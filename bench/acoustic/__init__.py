"""What several browsers really play, recorded on one sample clock and compared. `python -m bench.acoustic --help`."""
