"""Checks a CalDAV server through python3-caldav: URL LOGIN PASSWORD. One line a check: `ok NAME`, `not ok NAME: why`."""
import sys
from datetime import datetime, timezone

import caldav

url, login, password = sys.argv[1:4]
NAME = "conformance-python"


def at(day, month=1, hour=0):
    return datetime(2025, month, day, hour, tzinfo=timezone.utc)


def ics(component, uid, summary, *lines):
    body = ["BEGIN:" + component, "UID:" + uid, "DTSTAMP:20250101T000000Z", "SUMMARY:" + summary, *lines]
    whole = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Fasti//conformance//EN", *body]
    return "\r\n".join([*whole, "END:" + component, "END:VCALENDAR", ""])


def event(uid, summary, day, *lines):
    return ics("VEVENT", uid, summary, f"DTSTART:{day}T100000Z", f"DTEND:{day}T110000Z", *lines)


def summaries(objects):
    return sorted(str(o.icalendar_instance.subcomponents[-1].get("summary")) for o in objects)


def expect(got, wanted):
    if got != wanted:
        raise AssertionError(f"{got!r} instead of {wanted!r}")


def check(name):
    """Runs the function at once, with what the checks before it left, and prints its outcome."""
    def decorate(step):
        try:
            step()
            print("ok " + name, flush=True)
        except Exception as error:  # whatever a library raises is the outcome
            print(f"not ok {name}: {type(error).__name__} {str(error).splitlines()[:1]}", flush=True)
        return step
    return decorate


client = caldav.DAVClient(url=url, username=login, password=password)
client.timeout = 20
principal = client.principal()
for left in [c for c in principal.calendars() if c.url.path.rstrip("/").endswith(NAME)]:
    left.delete()
calendar = principal.make_calendar(name="Made by python", cal_id=NAME)


@check("finds the principal")
def _():
    expect(bool(principal.url and principal.calendar_home_set.url), True)


@check("makes a calendar with a display name")
def _():
    found = [c for c in principal.calendars() if c.url.path.rstrip("/").endswith(NAME)]
    expect([c.get_display_name() for c in found], ["Made by python"])


@check("renames a calendar")
def _():
    calendar.set_properties([caldav.elements.dav.DisplayName("Renamed")])
    expect(calendar.get_display_name(), "Renamed")


@check("saves an event")
def _():
    calendar.save_event(event("python-1", "One", "20250110"))
    expect(summaries(calendar.events()), ["One"])


@check("finds an event by its UID")
def _():
    expect(summaries([calendar.event_by_uid("python-1")]), ["One"])


@check("a UID that is not there is not found")
def _():
    try:
        calendar.event_by_uid("python-nosuch")
    except caldav.lib.error.NotFoundError:
        return
    raise AssertionError("found")


@check("changes an event")
def _():
    found = calendar.event_by_uid("python-1")
    found.data = event("python-1", "Changed", "20250110")
    found.save()
    expect(summaries([calendar.event_by_uid("python-1")]), ["Changed"])


@check("search by time range")
def _():
    calendar.save_event(event("python-2", "Two", "20250210"))
    expect(summaries(calendar.search(start=at(1, 2), end=at(1, 3), event=True)), ["Two"])


@check("search with expand")
def _():
    calendar.save_event(event("python-3", "Daily", "20250310", "RRULE:FREQ=DAILY;COUNT=5"))
    found = calendar.search(start=at(11, 3), end=at(13, 3), event=True, expand="server")
    parts = [c for o in found for c in o.icalendar_instance.subcomponents if c.name == "VEVENT"]
    expect([str(c["dtstart"].dt.date()) for c in parts], ["2025-03-11", "2025-03-12"])


@check("search finds no instance beyond the last")
def _():
    expect(summaries(calendar.search(start=at(16, 3), end=at(20, 3), event=True)), [])


@check("search by summary")
def _():
    expect(summaries(calendar.search(event=True, summary="Two")), ["Two"])


@check("saves and lists a to-do")
def _():
    calendar.save_todo(ics("VTODO", "python-todo", "Task", "DUE:20250111T100000Z"))
    expect(summaries(calendar.todos()), ["Task"])


@check("a completed to-do is listed only when asked for")
def _():
    calendar.todos()[0].complete()
    expect((summaries(calendar.todos()), summaries(calendar.todos(include_completed=True))), ([], ["Task"]))


@check("a to-do is no event")
def _():
    expect("Task" in summaries(calendar.events()), False)


@check("saves and lists a journal entry")
def _():
    calendar.save_journal(ics("VJOURNAL", "python-journal", "Diary", "DTSTART;VALUE=DATE:20250101"))
    expect(summaries(calendar.journals()), ["Diary"])


@check("free-busy-query")
def _():
    report = calendar.freebusy_request(at(1), at(1, 2))
    component = report.icalendar_instance.subcomponents[0]
    periods = component["freebusy"]
    periods = periods if isinstance(periods, list) else [periods]
    expect([p.to_ical().decode().split("/")[0] for p in periods], ["20250110T100000Z"])


@check("multiget")
def _():
    found = calendar.calendar_multiget([calendar.event_by_uid("python-1").url])
    expect(summaries(found), ["Changed"])


@check("a sync-token tells nothing when nothing changed")
def _():
    global state
    state = calendar.objects_by_sync_token(load_objects=True)
    again = calendar.objects_by_sync_token(state.sync_token)
    expect(list(again), [])


@check("a sync-token tells what was made, changed and deleted")
def _():
    calendar.save_event(event("python-5", "Five", "20250510"))
    second = calendar.event_by_uid("python-2")
    second.data = event("python-2", "Second", "20250210")
    second.save()
    calendar.event_by_uid("python-1").delete()
    changed, deleted = state.sync()
    expect((len(list(changed)), len(list(deleted))), (2, 1))


@check("deletes an event")
def _():
    calendar.event_by_uid("python-2").delete()
    expect("Second" in summaries(calendar.events()), False)


@check("deletes a calendar")
def _():
    calendar.delete()
    expect([c for c in principal.calendars() if c.url.path.rstrip("/").endswith(NAME)], [])
