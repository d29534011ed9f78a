"""The written 自评报告: outlines as data, and the report that a scorecard makes of one.  Pure: no files, no Word."""
