"""复核 of self-evaluations by the bureau, laid out: the review sheet, its sums, the remarks, the notice."""
