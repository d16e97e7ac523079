"""The middle of the window: the photo, the mask over it, and the views that compare."""
