"""The command line `totsugo`. Each command imports what it needs when it runs, so that small ones start fast."""
