"""This file is about a centre that was closed: no gap and no fall is claimed then, and what is lost beside it still."""

from datetime import date, timedelta

import pytest

from .conftest import Desk
