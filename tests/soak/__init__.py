"""The long tests: run by `make soak`, each prints what it tried, how often, and with what result."""
