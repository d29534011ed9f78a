"""Writing results into a user's workbook: the filled cells change, everything else stays byte for byte."""
