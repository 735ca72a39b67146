"""The rules of the trade: standard library only, no input or output, no clock."""
