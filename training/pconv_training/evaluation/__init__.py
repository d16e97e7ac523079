"""The evaluation of section 4.3: photos and masks, methods, figures, tables and a report.

Methods come in as callables: what fills a photo is none of this package's business.
"""
