"""The records and tables of a roll-up."""
