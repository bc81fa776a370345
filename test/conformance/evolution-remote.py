"""evolution-data-server under remote control: COLLECTION-URL LOGIN PASSWORD KIND, which is calendar or contacts.

A line of JSON comes for each thing to do, and goes back for what became of it: {} or {"error": …}.
"""
import json
import sys

import gi

gi.require_version("ECal", "2.0")
gi.require_version("ICalGLib", "3.0")
gi.require_version("EBook", "1.2")
gi.require_version("EBookContacts", "1.2")
from evolution_session import NOT_WAITING, EDataServer, new_source, opened, until  # noqa: E402
from gi.repository import EBook, EBookContacts, ECal, GLib, GObject, ICalGLib  # noqa: E402


class Calendar:
    def __init__(self, writable):
        source = new_source("caldav", EDataServer.SOURCE_EXTENSION_CALENDAR)
        kind = ECal.ClientSourceType.EVENTS
        self.client = opened(source, lambda at: ECal.Client.connect_sync(at, kind, NOT_WAITING, None), writable)

    def put(self, text):
        kind = ICalGLib.ComponentKind.VEVENT_COMPONENT
        read = ICalGLib.Component.new_from_string(text)
        component = read if read.isa() == kind else read.get_first_component(kind)
        try:
            self.client.get_object_sync(component.get_uid(), None, None)
        except GLib.Error:
            self.client.create_object_sync(component, ECal.OperationFlags.NONE, None)
        else:
            self.client.modify_object_sync(component, ECal.ObjModType.ALL, ECal.OperationFlags.NONE, None)

    def remove(self, uid):
        self.client.remove_object_sync(uid, None, ECal.ObjModType.ALL, ECal.OperationFlags.NONE, None)


class Contacts:
    def __init__(self, writable):
        source = new_source("carddav", EDataServer.SOURCE_EXTENSION_ADDRESS_BOOK)
        self.client = opened(source, lambda at: EBook.BookClient.connect_sync(at, NOT_WAITING, None), writable)

    def put(self, text):
        contact = EBookContacts.Contact.new_from_vcard(text)
        try:
            self.client.get_contact_sync(contact.get_property("id"), None)
        except GLib.Error:
            self.client.add_contact_sync(contact, EBookContacts.BookOperationFlags.NONE, None)
        else:
            self.client.modify_contact_sync(contact, EBookContacts.BookOperationFlags.NONE, None)

    def remove(self, uid):
        self.client.remove_contact_by_uid_sync(uid, EBookContacts.BookOperationFlags.NONE, None)


opener = {"calendar": Calendar, "contacts": Contacts}[sys.argv[4]]
store = None
complaints = []  # what a backend says of what it does by itself
for line in sys.stdin:
    asked = json.loads(line)
    try:
        if asked["do"] == "open":
            store = opener(asked["writable"])
            GObject.Object.connect(store.client, "backend-error", lambda _, text: complaints.append(text))
        elif asked["do"] == "refresh":
            complaints.clear()
            store.client.refresh_sync(None)
        elif asked["do"] == "hear":
            until(lambda: complaints, "a complaint")
            raise RuntimeError(complaints[0])
        else:
            getattr(store, asked["do"])(asked["with"])
        print("{}", flush=True)
    except Exception as error:  # whatever the library raises is the answer
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)
