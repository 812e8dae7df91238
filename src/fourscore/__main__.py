"""This file is about `python -m fourscore`, for where no script was installed."""

from fourscore.cli import main

main()
