"""Checks a CalDAV server through evolution-data-server: CALENDAR-URL LOGIN PASSWORD. One line a check."""
import sys

import gi

gi.require_version("ECal", "2.0")
gi.require_version("ICalGLib", "3.0")
from evolution_session import NOT_WAITING, EDataServer, check, new_source, opened, request, until  # noqa: E402
from gi.repository import ECal, ICalGLib  # noqa: E402


def ics(uid, summary):
    lines = ["BEGIN:VEVENT", "UID:" + uid, "DTSTAMP:20250101T000000Z", "DTSTART:20250110T100000Z",
             "DTEND:20250110T110000Z", "SUMMARY:" + summary, "END:VEVENT"]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Fasti//conformance//EN", *lines, "END:VCALENDAR", ""])


def on_server(summary):
    """Is there an object with this summary, by the server's own listing?"""
    body = ('<C:calendar-query xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><C:calendar-data/></prop>'
            '<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"/></C:comp-filter></C:filter>'
            '</C:calendar-query>')
    return "SUMMARY:" + summary in request("REPORT", "", body, "application/xml", "1")[1]


def found(summary):
    _, components = client.get_object_list_sync(f'(contains? "summary" "{summary}")', None)
    return [c for c in components if c.get_summary() == summary]


def refreshed(summary, wanted):
    client.refresh_sync(None)
    return len(found(summary)) == wanted


client = None


@check("opens the calendar")
def _():
    global client
    source = new_source("caldav", EDataServer.SOURCE_EXTENSION_CALENDAR)
    kind = ECal.ClientSourceType.EVENTS
    client = opened(source, lambda at: ECal.Client.connect_sync(at, kind, NOT_WAITING, None))


if client is None:
    sys.exit(1)


@check("creates an event, and the server has it")
def _():
    component = ICalGLib.Component.new_from_string(ics("evolution-1", "By Evolution")).get_first_component(
        ICalGLib.ComponentKind.VEVENT_COMPONENT)
    client.create_object_sync(component, ECal.OperationFlags.NONE, None)
    until(lambda: on_server("By Evolution"), "the event on the server")


@check("changes an event, and the server has the change")
def _():
    component = found("By Evolution")[0]
    component.set_summary("Changed by Evolution")
    client.modify_object_sync(component, ECal.ObjModType.ALL, ECal.OperationFlags.NONE, None)
    until(lambda: on_server("Changed by Evolution"), "the change on the server")


@check("sees an event that another client made")
def _():
    request("PUT", "elsewhere.ics", ics("evolution-2", "Made elsewhere"), "text/calendar")
    until(lambda: refreshed("Made elsewhere", 1), "the event in Evolution")


@check("sees an event that another client changed")
def _():
    request("PUT", "elsewhere.ics", ics("evolution-2", "Changed elsewhere"), "text/calendar")
    until(lambda: refreshed("Changed elsewhere", 1), "the change in Evolution")


@check("sees that another client deleted an event")
def _():
    request("DELETE", "elsewhere.ics")
    until(lambda: refreshed("Changed elsewhere", 0), "the removal in Evolution")


@check("deletes an event, and the server has it no more")
def _():
    client.remove_object_sync("evolution-1", None, ECal.ObjModType.ALL, ECal.OperationFlags.NONE, None)
    until(lambda: not on_server("Changed by Evolution"), "the removal on the server")
