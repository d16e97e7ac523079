"""``python -m pconv_studio.cli``, which ``torchrun`` needs for training on several GPUs."""

from pconv_studio.cli.main import main

main()
