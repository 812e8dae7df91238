"""This file is about the words for what happens to a contact, the same in every room."""

from __future__ import annotations

CHANNELS = ("voice", "chat", "email", "message", "task")
DIRECTIONS = ("inbound", "outbound")

# How a stay in a queue ended. Refused never entered; open has not ended in what was loaded, and is in no rate.
OUTCOMES = ("answered", "abandoned", "flowed_out", "dropped", "refused", "open")

# Why a stay flowed out: by the queue's limit, a key, no agents, or an operator's hand.
FLOWS = ("timeout", "key", "empty", "withdrawn")

SEGMENTS = ("alert", "talk", "hold", "wrap_up", "consult", "monitor")
HANDLING = ("talk", "hold", "wrap_up")

AGENT_STATES = ("login", "pause")

COACHING_METHODS = ("remote_listening", "sharing_practices_with_agents", "role_playing", "side_by_side", "other")
