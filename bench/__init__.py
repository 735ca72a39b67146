"""Measurements: ratios taken in one run, see docs/benchmarks.md."""
