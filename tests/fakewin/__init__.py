"""xlwings' own unmodified Windows engine, run over a made-up COM: test equipment for the room ``excel``."""
