"""What is drawn on an even page: ruling lines, shapes of ink, and the lines and cells they stand in."""
