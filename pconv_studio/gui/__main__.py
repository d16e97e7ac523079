"""``python -m pconv_studio.gui``."""

import sys

from pconv_studio.gui.app import main

sys.exit(main())
