"""What several browsers really play, recorded on one sample clock and compared. `python -m bench.acoustic --help`."""

import os

# Small sums by the thousand: threads of the linear algebra would only wait for each other. Before numpy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
