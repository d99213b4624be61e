"""`syncaty store`: the stores that are connected."""
