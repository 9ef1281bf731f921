"""Who is kept out of a room, muted or let in, and the log of who did what to whom."""
