"""Checks a CalDAV server through evolution-data-server: CALENDAR-URL LOGIN PASSWORD. One line a check.

Runs on a session bus of its own, without a display: the password goes straight to the backend, no keyring, no prompt.
"""
import base64
import sys
import urllib.request
from urllib.parse import urlsplit

import gi

gi.require_version("EDataServer", "1.2")
gi.require_version("ECal", "2.0")
gi.require_version("ICalGLib", "3.0")
from gi.repository import ECal, EDataServer, GLib, ICalGLib  # noqa: E402

url, login, password = sys.argv[1:4]
parts = urlsplit(url)
NOT_WAITING = 0xFFFFFFFF  # for the connection, which needs the password first


def request(method, name="", body=None):
    """Status and text of a request of our own, beside Evolution."""
    sent = urllib.request.Request(url + name, method=method, data=body and body.encode())
    sent.add_header("Authorization", "Basic " + base64.b64encode(f"{login}:{password}".encode()).decode())
    sent.add_header("Content-Type", "text/calendar; charset=utf-8")
    try:
        with urllib.request.urlopen(sent, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, ""


def ics(uid, summary):
    lines = ["BEGIN:VEVENT", "UID:" + uid, "DTSTAMP:20250101T000000Z", "DTSTART:20250110T100000Z",
             "DTEND:20250110T110000Z", "SUMMARY:" + summary, "END:VEVENT"]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Fasti//conformance//EN", *lines, "END:VCALENDAR", ""])


def on_server(summary):
    """Is there an object with this summary, by the server's own listing?"""
    body = ('<C:calendar-query xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><C:calendar-data/></prop>'
            '<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"/></C:comp-filter></C:filter>'
            '</C:calendar-query>')
    sent = urllib.request.Request(url, method="REPORT", data=body.encode())
    sent.add_header("Authorization", "Basic " + base64.b64encode(f"{login}:{password}".encode()).decode())
    sent.add_header("Content-Type", "application/xml; charset=utf-8")
    sent.add_header("Depth", "1")
    with urllib.request.urlopen(sent, timeout=20) as answer:
        return "SUMMARY:" + summary in answer.read().decode()


def until(condition, what, seconds=15):
    """Lets the main loop turn until `condition()` holds."""
    context = GLib.MainContext.default()
    deadline = GLib.get_monotonic_time() + seconds * 1_000_000
    GLib.timeout_add(100, lambda: GLib.SOURCE_CONTINUE)
    while not condition():
        if GLib.get_monotonic_time() > deadline:
            raise AssertionError("not in time: " + what)
        context.iteration(True)


def check(name):
    def decorate(step):
        try:
            step()
            print("ok " + name, flush=True)
        except Exception as error:  # whatever the library raises is the outcome
            print(f"not ok {name}: {type(error).__name__} {str(error).splitlines()[:1]}", flush=True)
        return step
    return decorate


def new_source():
    source = EDataServer.Source.new_with_uid("conformance", None)
    source.set_display_name("conformance")
    source.set_parent("caldav-stub")
    calendar = source.get_extension(EDataServer.SOURCE_EXTENSION_CALENDAR)
    calendar.set_backend_name("caldav")
    webdav = source.get_extension(EDataServer.SOURCE_EXTENSION_WEBDAV_BACKEND)
    webdav.set_uri(GLib.Uri.parse(url, GLib.UriFlags.NONE))
    login_data = source.get_extension(EDataServer.SOURCE_EXTENSION_AUTHENTICATION)
    login_data.set_host(parts.hostname)
    login_data.set_port(parts.port or 80)
    login_data.set_user(login)
    login_data.set_method("plain/password")
    source.get_extension(EDataServer.SOURCE_EXTENSION_SECURITY).set_secure(False)
    source.get_extension(EDataServer.SOURCE_EXTENSION_OFFLINE).set_stay_synchronized(True)
    return source


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
    registry = EDataServer.SourceRegistry.new_sync(None)
    registry.commit_source_sync(new_source(), None)
    until(lambda: registry.ref_source("conformance") is not None, "the source")
    source = registry.ref_source("conformance")
    client = ECal.Client.connect_sync(source, ECal.ClientSourceType.EVENTS, NOT_WAITING, None)
    credentials = EDataServer.NamedParameters.new()
    credentials.set(EDataServer.SOURCE_CREDENTIAL_USERNAME, login)
    credentials.set(EDataServer.SOURCE_CREDENTIAL_PASSWORD, password)
    source.invoke_authenticate_sync(credentials, None)
    connected = EDataServer.SourceConnectionStatus.CONNECTED
    until(lambda: source.get_connection_status() == connected and not client.is_readonly(), "the connection")


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
    request("PUT", "elsewhere.ics", ics("evolution-2", "Made elsewhere"))
    until(lambda: refreshed("Made elsewhere", 1), "the event in Evolution")


@check("sees an event that another client changed")
def _():
    request("PUT", "elsewhere.ics", ics("evolution-2", "Changed elsewhere"))
    until(lambda: refreshed("Changed elsewhere", 1), "the change in Evolution")


@check("sees that another client deleted an event")
def _():
    request("DELETE", "elsewhere.ics")
    until(lambda: refreshed("Changed elsewhere", 0), "the removal in Evolution")


@check("deletes an event, and the server has it no more")
def _():
    client.remove_object_sync("evolution-1", None, ECal.ObjModType.ALL, ECal.OperationFlags.NONE, None)
    until(lambda: not on_server("Changed by Evolution"), "the removal on the server")
