"""The pages of this project, one module for each."""
