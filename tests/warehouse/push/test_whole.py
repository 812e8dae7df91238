"""This file is about pages and loads at the same time: a page shows none of a load, or all of it."""

import threading
import time

from fourscore.warehouse.storing.whole import WholeLoads


def storing(whole: WholeLoads, said: list[str]) -> threading.Thread:
    def store() -> None:
        with whole.stored():
            said.append("stored")

    thread = threading.Thread(target=store)
    thread.start()
    return thread


def waits(whole: WholeLoads) -> None:
    until = time.monotonic() + 10
    while not whole._storing:
        assert time.monotonic() < until
        time.sleep(0.001)


def test_a_load_is_stored_once_what_was_begun_before_it_is_done_and_others_come_after_it() -> None:
    whole, said = WholeLoads(), []
    with whole.asked(), whole.asked():
        load = storing(whole, said)
        waits(whole)

        def ask() -> None:
            with whole.asked():
                said.append("asked later")

        later = threading.Thread(target=ask)
        later.start()
        time.sleep(0.05)
        with whole.asked():  # the same page asks again: it does not wait for the load that waits for it
            said.append("asked")
    load.join(10)
    later.join(10)
    assert said == ["asked", "stored", "asked later"]


def test_what_takes_very_long_does_not_keep_a_load_for_ever() -> None:
    whole, said = WholeLoads(patience_s=0.05), []
    with whole.asked():
        storing(whole, said).join(10)
        assert said == ["stored"]


def test_a_thread_that_asks_may_store_and_does_not_wait_for_itself() -> None:
    whole = WholeLoads(patience_s=60)
    begun = time.monotonic()
    with whole.asked(), whole.stored():
        assert time.monotonic() - begun < 10
    with whole.asked():
        pass
