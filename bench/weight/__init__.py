"""What a listener costs: CPU by process and thread, memory by process."""
