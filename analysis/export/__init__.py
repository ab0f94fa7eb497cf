"""Export formats: one module each, found by name in the registry of this package."""
