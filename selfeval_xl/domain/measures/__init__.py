"""Hand-written 年度指标值 and 实际完成值 -> what they mean, and the two compared."""
