"""Photos, masks and geometry: numpy, OpenCV and Pillow only, neither Qt nor torch."""
