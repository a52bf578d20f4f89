"""The networks that see letters and figures in pictures of lines, and what their answers say."""
