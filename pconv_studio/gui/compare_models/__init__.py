"""Several methods on one hole, to choose from by eye."""

from pconv_studio.gui.compare_models.candidates import Candidate
from pconv_studio.gui.compare_models.dialog import CompareModels

__all__ = ["Candidate", "CompareModels"]
