"""When the product does what by itself. Hours are those of TIME_ZONE."""

from typing import Any

from celery.schedules import crontab, schedule

MINUTE = 60
HOUR = 60 * MINUTE


def run(task: str, *, every: int | None = None, daily: str | None = None) -> tuple[str, dict[str, Any]]:
    """One line of the timetable: every so many seconds, or each day at "HH:MM"."""
    if every is not None:
        # A turn that waited longer than its period is dropped: the next one does its work too.
        return task, {"task": task, "schedule": schedule(every), "options": {"expires": every}}
    assert daily is not None, f"{task} stands on the timetable without a time."
    hour, minute = daily.split(":")
    return task, {"task": task, "schedule": crontab(hour=hour, minute=minute), "options": {"expires": 12 * HOUR}}


TIMETABLE = [
    run("hotcrm.tasks.note_beat", every=MINUTE),
    run("hotcrm.tasks.forget_ended_sessions", daily="03:20"),
    run("hotcrm.records.tasks.send_due_mails", every=20),
    run("hotcrm.records.tasks.forget_read_notices", daily="03:25"),
    run("hotcrm.activities.tasks.remove_orphaned_files", daily="03:50"),
    run("hotcrm.activities.tasks.tell_due_tasks", every=15 * MINUTE),
    run("leads.tasks.finish_rescoring", every=MINUTE),
    run("leads.tasks.rescore", daily="02:30"),
    run("leads.tasks.route_waiting", every=5 * MINUTE),
    run("leads.tasks.flag_overdue", every=MINUTE),
    run("leads.tasks.set_clocks", every=MINUTE),
    run("leads.tasks.recycle", every=5 * MINUTE),
    run("campaigns.tasks.complete_ended", every=15 * MINUTE),
    run("campaigns.tasks.tell_unfollowed", every=15 * MINUTE),
    run("hotcrm.pages.tasks.resume_runs", every=MINUTE),
    run("hotcrm.pages.tasks.forget_old_lines", daily="03:30"),
    run("hotcrm.api.tasks.forget_idempotency_keys", daily="03:40"),
    run("hotcrm.audit.tasks.forget_what_was_seen", daily="03:45"),
    run("hotcrm.pages.importing.tasks.resume_imports", every=MINUTE),
]
