"""Works out what drawn pieces need: points, places, bands, nodes. No words, no database."""
