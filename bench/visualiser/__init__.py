"""What the visualiser costs a page: script for each frame, and frames a second."""
