"""What the figures say together: rules across tables, prose, years and bodies, and the register of duties.

`rules.toml` holds every rule with its statement, source, severity and excuses, and as SQL what it
compares; `run.py` applies them to what changed. The identities of one table are not here: they belong
to the forms (`parsers/templates/`).
"""
