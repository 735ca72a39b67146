"""The use cases: one module a subject, one function an intent, one transaction a decision."""
