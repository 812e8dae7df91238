"""This file is about the queues a generated centre can have: what each is for, how it is worked and how hard it is."""

from __future__ import annotations

from typing import NamedTuple

Hours = tuple[int, int]  # opening and closing, in half hours of the day; (0, 0) is closed
LONG = ((16, 38), (18, 30), (20, 30))    # 08:00-19:00, Saturday 09:00-15:00, Sunday 10:00-15:00
SHOP = ((17, 38), (18, 30), (0, 0))
OFFICE = ((17, 36), (18, 28), (0, 0))


class Pool(NamedTuple):
    """Agents who share the same queues. hours: Monday to Friday, Saturday, Sunday.

    slack: how generously it is staffed; agents beyond the load, in square roots of the load (the square-root rule).
    mondays: staff on a Monday against what that Monday needs (a story hidden in the centre where it is below 1).
    """

    name: str
    hours: tuple[Hours, Hours, Hours]
    slack: float
    mondays: float = 1.0
    dials: bool = False


class Line(NamedTuple):
    """One queue. Seconds are means; shares are of 1.

    share: of all visits (of dials where the pool dials). talk_s, wrap_up_s: for an agent of ordinary speed.
    patience_s: mean wait after which a customer leaves. solved: handled contacts that need no second one.
    moves_to: where an answered stay may be transferred to, and the share that is.
    sells: sales per offer; 0 for a queue that sells nothing. amount: mean of one sale.
    """

    name: str
    pool: str
    channel: str
    share: float
    talk_s: int
    wrap_up_s: int
    patience_s: int
    solved: float
    topics: tuple[str, ...]
    answer_within_s: int = 20
    short_abandon_s: int = 5
    moves_to: tuple[str, float] | None = None
    sells: float = 0.0
    amount: int = 0


# In the order their calls are worked through: a transfer always goes down this list.
POOLS = (
    Pool("service", LONG, 0.20),
    Pool("sales", SHOP, 0.20),
    Pool("business", SHOP, 0.32, mondays=0.76),
    Pool("technical", LONG, 0.30, mondays=0.76),
    Pool("care", OFFICE, 0.35),
    Pool("second", OFFICE, 0.35),
    Pool("chat", OFFICE, 0.22),
    Pool("mail", OFFICE, -0.05),
    Pool("outbound", OFFICE, -0.30, dials=True),
)

ORDERS = Line("Orders and bills", "service", "voice", 0.43, 400, 64, 290, 0.75,
              ("Bill explained", "Payment", "Address or name", "Order status", "Wrong bill"),
              moves_to=("Technical help", 0.025))
DELIVERIES = Line("Deliveries", "service", "voice", 0.17, 350, 55, 280, 0.76,
                  ("Where is it", "New date", "Not complete", "Damaged"), moves_to=("Complaints", 0.03))
TECHNICAL = Line("Technical help", "technical", "voice", 0.19, 640, 95, 340, 0.67,
                 ("Setting up", "Slow", "Drops out", "Does not work", "Repair visit"), answer_within_s=30,
                 moves_to=("Second line", 0.10))
SECOND = Line("Second line", "second", "voice", 0.06, 770, 140, 560, 0.83,
              ("Fault on the line", "Equipment exchange", "Standing fault"), answer_within_s=60, short_abandon_s=10)
COMPLAINTS = Line("Complaints", "care", "voice", 0.05, 620, 160, 420, 0.76,
                  ("Credit note", "Broken promise", "Manners", "Contract"), answer_within_s=30)
BUSINESS_DESK = Line("Business desk", "care", "voice", 0.06, 500, 100, 400, 0.81,
                     ("Moves and changes", "Invoices", "Capacity"), answer_within_s=20)
CHAT = Line("Web chat", "chat", "chat", 0.07, 600, 60, 360, 0.72,
            ("Order status", "Payment", "Setting up", "Tariff"), answer_within_s=60, short_abandon_s=10)
MAIL = Line("E-mail", "mail", "email", 0.05, 450, 50, 0, 0.75,
            ("Bill explained", "Address or name", "Contract", "Praise and blame"), answer_within_s=86_400,
            short_abandon_s=0)
NEW = Line("New customers", "sales", "voice", 0.125, 600, 95, 270, 0.93,
           ("Tariff", "Availability", "Bundle"), sells=0.24, amount=214)
RENEWALS = Line("Renewals", "sales", "voice", 0.08, 550, 105, 310, 0.90,
                ("Cancelling", "Better price", "Moving house"), sells=0.43, amount=168)
UPGRADES = Line("Upgrades", "sales", "voice", 0.12, 500, 90, 290, 0.92,
                ("Faster line", "Extra device", "Television"), sells=0.31, amount=96)
BUSINESS = Line("Business sales", "business", "voice", 0.14, 680, 140, 350, 0.92,
                ("Quote", "Several sites", "Tariff"), sells=0.17, amount=740)
OFFERS = Line("Outbound offers", "outbound", "voice", 0.7, 330, 75, 0, 0.97,
              ("Upgrade offer", "Second contract", "Bundle"), sells=0.145, amount=142)
WIN_BACK = Line("Win-back", "outbound", "voice", 0.3, 380, 80, 0, 0.97,
                ("Left last year", "Left this year"), sells=0.10, amount=176)

# The first four, six or eight of these are the queues of a smaller or larger centre.
LINES: dict[str, tuple[Line, ...]] = {
    "blended": (ORDERS, TECHNICAL, NEW, OFFERS, SECOND, RENEWALS, CHAT, MAIL),
    "support": (ORDERS, TECHNICAL, SECOND, CHAT, DELIVERIES, MAIL, COMPLAINTS, BUSINESS_DESK),
    "sales": (NEW, OFFERS, RENEWALS, BUSINESS, UPGRADES, WIN_BACK, CHAT, MAIL),
}


def lines_of(centre: str, count: int) -> tuple[Line, ...]:
    """The queues of a centre of that kind, in the order of `POOLS`; transfers to queues it lacks are left out."""
    chosen = LINES[centre][:count]
    names = {line.name for line in chosen}
    order = [pool.name for pool in POOLS]
    kept = [line if line.moves_to is None or line.moves_to[0] in names else line._replace(moves_to=None)
            for line in chosen]
    return tuple(sorted(kept, key=lambda line: order.index(line.pool)))


def pools_of(lines: tuple[Line, ...]) -> tuple[Pool, ...]:
    """The pools that work those queues, in the order their calls are worked through."""
    used = {line.pool for line in lines}
    return tuple(pool for pool in POOLS if pool.name in used)
