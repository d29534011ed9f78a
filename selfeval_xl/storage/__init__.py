"""Files on disk: read whole, saved whole or not at all, backed up, locked; and what the system says of them."""
