"""The picture of a page made even, level and flat: without seals, shadows, specks and streaks."""
