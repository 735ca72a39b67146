"""The database: tables, units of work, projected reads, change notice. No rules of the trade."""
