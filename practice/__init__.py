"""The practice site: publishing systems imitated on loopback, for the demo and the tests.

`practice.site.serve()` runs all of its hosts; `practice.golden.load()` tells what every report on them
says. Nothing here imports the crawler or reads with the parsers: the forms alone are shared.
"""
