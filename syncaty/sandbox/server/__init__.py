"""The stand-in Salla over HTTP: consent, tokens, subscriptions and the Merchant API."""
