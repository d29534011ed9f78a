"""Any document to a submission: containers to grids, grids to what they say."""
