"""A stand-in Salla: invented shops, shops from CSV, and a webhook sender with faults."""
