"""The service at log-in: of the account that runs it, because the keyring belongs to that account."""
