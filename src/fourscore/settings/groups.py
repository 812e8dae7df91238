"""This file is about reading groups of queues: names with the queues that are looked at together."""

from __future__ import annotations

from fourscore.settings.text import Node, Text
from fourscore.terms import said


def read_groups(text: Text, node: Node) -> dict[str, tuple[str, ...]]:
    """Each group's queues; every mistake is told. A queue in two groups would be counted in both."""
    groups: dict[str, tuple[str, ...]] = {}
    of: dict[str, str] = {}
    if text.empty(node):
        return groups
    for name, row in text.mapping(node, "The groups of queues", None).items():
        queues = []
        for one in text.items(row, f"The queues of {name}") if row.id == "sequence" else [row]:
            queue = text.text(one, f"A queue of {name}")
            if queue is None:
                continue
            if queue in of:
                text.tell("name-twice", one, said("The queue {queue} is in two groups, {of} and {name}.",
                                                  queue=repr(queue), of=repr(of[queue]), name=repr(name))
                          if of[queue] != name else said("The queue {queue} is written twice in {name}.",
                                                         queue=repr(queue), name=repr(name)),
                          said("Keep it in one: what comes in there would be counted twice."))
                continue
            of[queue] = name
            queues.append(queue)
        if not queues and not text.issues:
            text.tell("setting-empty", row, said("The group {name} names no queue.", name=repr(name)),
                      said("Write for example  Sales: [Sales DE, Sales EN]"))
        groups[name] = tuple(queues)
    return groups
