"""The records of the trade and the exact values in them; knows no file, no office program, no rule."""
