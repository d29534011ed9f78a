"""Our own workbook: its parts, and how results are put into it."""
