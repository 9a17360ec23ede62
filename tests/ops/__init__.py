"""The files that an operator installs: units, container, proxy."""
