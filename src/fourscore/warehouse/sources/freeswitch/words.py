"""This file is about the words of mod_callcenter: its headers, its actions, and why a caller left a queue.

They are those of `mod_callcenter.c` (signalwire/freeswitch).
"""

from __future__ import annotations

# Column → header.
HEADERS = {
    "stamp": "Event-Date-Timestamp", "sequence": "Event-Sequence", "core": "Core-UUID", "name": "Event-Name",
    "subclass": "Event-Subclass", "action": "CC-Action", "queue": "CC-Queue", "agent": "CC-Agent",
    "status": "CC-Agent-Status", "member": "CC-Member-UUID", "session": "CC-Member-Session-UUID",
    "caller": "CC-Member-CID-Number", "cause": "CC-Cause", "reason": "CC-Cancel-Reason", "hangup": "CC-Hangup-Cause",
    "bridged": "CC-Agent-Bridged", "joined": "CC-Member-Joined-Time", "called": "CC-Agent-Called-Time",
    "picked_up": "CC-Agent-Answered-Time", "channel": "Answer-State", "transfers": "variable_transfer_history",
    "disposition": "variable_sip_hangup_disposition", "recording": "variable_cc_record_filename",
}
# What an action does here; `note`: nothing that is counted.
DOES = {
    "member-queue-start": "enter", "member-queue-resume": "enter", "agent-offering": "offer",
    "bridge-agent-start": "answer", "bridge-agent-end": "part", "bridge-agent-fail": "miss", "member-queue-end": "end",
    "agent-status-change": "status", "agent-state-change": "note", "agent-contact-change": "note", "agent-add": "note",
    "agent-max-no-answer": "note", "agent-status-get": "note", "agent-state-get": "note", "agent-uuid-get": "note",
    "members-count": "note",
}
OF_CALLS = ("enter", "offer", "answer", "part", "miss", "end")
STATUSES = ("Logged Out", "Available", "Available (On Demand)", "On Break")
# Why a caller left without an agent → how the stay ended. NONE and BREAK_OUT: the caller hung up. BREAK_OUT is also
# said where the switch took the call out of the queue; then the channel goes on, and says so.
REASONS = {
    "NONE": ("abandoned", None), "BREAK_OUT": ("abandoned", None), "TIMEOUT": ("flowed_out", "timeout"),
    "NO_AGENT_TIMEOUT": ("flowed_out", "empty"), "EXIT_WITH_KEY": ("flowed_out", "key"),
}
NEEDS = {"enter": ("queue", "member", "session"), "offer": ("agent", "member", "session"),
         "answer": ("agent", "member", "session"), "part": ("agent", "member", "session"),
         "miss": ("agent", "member", "session"), "end": ("member", "session", "cause"), "status": ("agent", "status")}
