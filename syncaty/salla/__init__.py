"""How Salla speaks: signatures, payloads and their traps, turned into typed facts. No database."""
