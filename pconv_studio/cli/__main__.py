"""``python -m pconv_studio.cli``, which ``torchrun`` needs for training on several GPUs."""

from pconv_studio.cli.main import main

# Spawned loader processes import this module again and must not start a second training.
if __name__ == "__main__":
    main()
