"""Training and evaluation of partial-convolution networks on a folder of photos; runs without Qt."""
