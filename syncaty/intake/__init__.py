"""Where webhooks come in: kept durably before they are answered."""
