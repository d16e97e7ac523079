"""PConv Studio: a desktop photo editor that fills holes with partial convolutions."""

__version__ = "0.1.0"
