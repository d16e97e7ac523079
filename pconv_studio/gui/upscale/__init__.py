"""The Upscale panel: enlarge the result, look at a part first, save it to a file of its own."""

from pconv_studio.gui.upscale.panel import UpscalePanel

__all__ = ["UpscalePanel"]
