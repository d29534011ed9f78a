"""What leaves the program, as pure data: summary, findings, official forms, report, roll-up tables."""
