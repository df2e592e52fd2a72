"""What `make` calls to set up a machine, run the suite, lock the dependencies and build the wheel."""
