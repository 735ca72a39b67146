"""The product feed: a source of offers, the manager's rules, the writer, the validator and the difference."""
