"""The command line `totsugo`. Each command imports what it needs when it runs, so that small ones start fast.

Garbage is looked for after a hundred thousand new objects, not after seven hundred, from the first import on: what is
imported stays, and a command makes hardly anything that only a collector would find.
"""

import gc

_OBJECTS = 100_000

gc.set_threshold(_OBJECTS)
