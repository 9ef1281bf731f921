"""Everything of an instance in one file, and back: `sonix backup`, `sonix restore` (docs/backup.md)."""
