"""How fast the product is, as ratios to what else a bureau could use; run by ``python -m bench``."""
