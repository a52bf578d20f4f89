"""What the ink of a page says, and how certain that is: each figure is read more than once."""
