"""Tables without rules, from where their words stand."""
