"""The console program ``pconv``, one module a command."""
