"""The words of every finding, by topic."""
