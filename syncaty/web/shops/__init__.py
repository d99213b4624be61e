"""The connected stores: how each is set up, how it does, which of its statuses count."""
