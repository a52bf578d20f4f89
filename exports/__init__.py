"""The archive's tables to take away, in the formats of other programs, the same byte for byte each time."""
