"""Store figures per local day, and the questions asked of them."""
