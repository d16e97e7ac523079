"""The ways to fill a hole that come with the program, one module each."""
