"""This file is about tables on terminals of any width."""

import io

import pytest

from fourscore.cli import show
from fourscore.cli.relay import Streams

HEADINGS = [f"heading_{number}" for number in range(15)]
ROWS = [[f"cell {row}-{number}" if number != 3 else "–" for number in range(15)] for row in range(2)]


def shown(*, width: int, terminal: bool) -> str:
    out = io.StringIO()
    show.table(HEADINGS, ROWS, Streams(out, io.StringIO(), width, terminal, terminal, colour=False))
    return out.getvalue()


@pytest.mark.parametrize(("width", "terminal"), [(80, True), (400, True), (80, False)])
def test_no_cell_is_lost_at_any_width(width: int, terminal: bool) -> None:
    text = shown(width=width, terminal=terminal)
    assert [cell for row in ROWS for cell in row if cell != "–" and cell not in text] == []
    assert "…" not in text


def test_rows_far_wider_than_the_terminal_are_written_down_the_page() -> None:
    lines = shown(width=80, terminal=True).splitlines()
    assert lines[0].split() == ["heading_0", "cell", "0-0"]
    assert [line for line in lines if line.startswith("heading_3")] == []
    assert len(lines) == 2 * (14 + 1)
    assert max(map(len, lines)) <= 80
