"""evolution-data-server on a session bus of its own, without a display: what calendars and address books share.

Arguments of every script: COLLECTION-URL LOGIN PASSWORD. The password goes straight to the backend: no keyring, no prompt.
"""
import base64
import sys
import urllib.request
from urllib.parse import urlsplit

import gi

gi.require_version("EDataServer", "1.2")
from gi.repository import EDataServer, GLib  # noqa: E402

url, login, password = sys.argv[1:4]
parts = urlsplit(url)
NOT_WAITING = 0xFFFFFFFF  # for the connection, which needs the password first


def request(method, name="", body=None, media="text/plain", depth="0"):
    """Status and text of a request of our own, beside Evolution."""
    sent = urllib.request.Request(url + name, method=method, data=body and body.encode())
    sent.add_header("Authorization", "Basic " + base64.b64encode(f"{login}:{password}".encode()).decode())
    sent.add_header("Content-Type", media + "; charset=utf-8")
    sent.add_header("Depth", depth)
    try:
        with urllib.request.urlopen(sent, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, ""


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


def credentials():
    named = EDataServer.NamedParameters.new()
    named.set(EDataServer.SOURCE_CREDENTIAL_USERNAME, login)
    named.set(EDataServer.SOURCE_CREDENTIAL_PASSWORD, password)
    return named


def new_source(dialect, extension):
    """A source for `url`: `dialect` is Evolution's name of the backend, `extension` that of the kind of source."""
    source = EDataServer.Source.new_with_uid("conformance", None)
    source.set_display_name("conformance")
    source.set_parent(dialect + "-stub")
    source.get_extension(extension).set_backend_name(dialect)
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


def opened(new, connect, writable=True):
    """The client that `connect(source)` gives for the source, once it knows whether it may write."""
    registry = EDataServer.SourceRegistry.new_sync(None)
    registry.commit_source_sync(new, None)
    until(lambda: registry.ref_source("conformance") is not None, "the source")
    source = registry.ref_source("conformance")
    client = connect(source)
    source.invoke_authenticate_sync(credentials(), None)
    connected = EDataServer.SourceConnectionStatus.CONNECTED
    until(lambda: source.get_connection_status() == connected and client.is_readonly() != writable, "the connection")
    return client
