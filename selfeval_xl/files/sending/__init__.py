"""What leaves the office: the summary alone, official forms, PDF and the written report."""
