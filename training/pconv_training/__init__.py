"""Training and evaluation of partial-convolution networks on a folder of photos, without Qt."""
