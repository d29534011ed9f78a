"""What comes in: a file of any kind -> its sheets as grids of values."""
