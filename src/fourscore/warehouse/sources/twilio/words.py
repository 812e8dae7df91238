"""This file is about the words of TaskRouter: its event types, their fields, and why a task was canceled."""

from __future__ import annotations

FIELDS = (
    "task_sid", "task_queue_sid", "task_queue_name", "task_attributes", "task_channel_unique_name",
    "task_canceled_reason", "reservation_sid", "worker_sid", "worker_name", "worker_activity_name",
    "worker_previous_activity_name", "worker_time_in_previous_activity_ms",
)
# Every type that says something here; other types are kept and tell only that something was recorded.
DOES = {
    "task.created": "create", "task.updated": "tell", "task-queue.entered": "enter", "task-queue.moved": "enter",
    "task-queue.timeout": "time_out", "reservation.created": "offer", "reservation.accepted": "accept",
    "reservation.rejected": "miss", "reservation.timeout": "miss", "reservation.canceled": "take_back",
    "reservation.rescinded": "take_back", "reservation.failed": "take_back", "reservation.wrapup": "wrap_up",
    "reservation.completed": "complete", "task.transfer-initiated": "transfer", "task.transfer-completed": "transfer",
    "task.canceled": "cancel", "task.completed": "close", "task.deleted": "delete", "task.system-deleted": "delete",
    "worker.activity.update": "activity", "worker.deleted": "leave",
}
# What comes first of events sent in the same millisecond.
RANK = {word: nth for nth, word in enumerate((
    "create", "tell", "time_out", "transfer", "wrap_up", "complete", "enter", "offer", "accept", "miss", "take_back",
    "cancel", "close", "delete", "activity", "leave"))}
OF_TASKS = tuple(word for word in RANK if word not in ("activity", "leave"))
OF_RESERVATIONS = ("offer", "accept", "miss", "take_back", "wrap_up", "complete")
NEEDS = {
    **dict.fromkeys(OF_TASKS, ("task_sid",)), **dict.fromkeys(OF_RESERVATIONS, ("task_sid", "reservation_sid")),
    "enter": ("task_sid", "task_queue_name"), "activity": ("worker_name", "worker_activity_name"),
    "leave": ("worker_name",),
}
# How a stay ends that nobody answered → outcome, flow.
ENDS = {
    "abandoned": ("abandoned", ""), "timeout": ("flowed_out", "timeout"), "key": ("flowed_out", "key"),
    "empty": ("flowed_out", "empty"), "withdrawn": ("flowed_out", "withdrawn"), "dropped": ("dropped", ""),
}
# What a worker does in an activity: is away (offline), or works (available); in any other, pauses for its reason.
ACTIVITIES = {"Offline": "offline", "Available": "available", "Idle": "available", "Busy": "available",
              "Reserved": "available", "WrapUp": "available"}
# A task's channel as TaskRouter names it → as every source does; any other is a task.
CHANNELS = {"voice": "voice", "video": "voice", "chat": "chat", "sms": "message", "email": "email"}
