"""Checks a CardDAV server through evolution-data-server: BOOK-URL LOGIN PASSWORD HOME-URL CONTEXT-URL. One line a check."""
import base64
import sys

import gi

gi.require_version("EBook", "1.2")
gi.require_version("EBookContacts", "1.2")
from evolution_session import (  # noqa: E402
    NOT_WAITING, EDataServer, GLib, check, credentials, new_source, opened, request, until, url)
from gi.repository import EBook, EBookContacts  # noqa: E402

home, context = sys.argv[4:6]
NONE = EBookContacts.BookOperationFlags.NONE
PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==")


def vcf(uid, name, *lines):
    return "\r\n".join(["BEGIN:VCARD", "VERSION:3.0", "UID:" + uid, "FN:" + name, "N:" + name + ";;;;", *lines, "END:VCARD", ""])


def on_server(text):
    """Is there a card with this text, by the server's own listing? Folds are taken out first."""
    body = ('<R:addressbook-query xmlns="DAV:" xmlns:R="urn:ietf:params:xml:ns:carddav"><prop><R:address-data/></prop>'
            '<R:filter/></R:addressbook-query>')
    answer = request("REPORT", "", body, "application/xml", "1")[1]
    return text in answer.replace("&#13;", "").replace("\r", "").replace("\n ", "")


def found(expression):
    _, contacts = client.get_contacts_sync(expression, None)
    return sorted(contact.get_property("full-name") for contact in contacts)


def named(name):
    _, contacts = client.get_contacts_sync(f'(is "full_name" "{name}")', None)
    return contacts[0]


def photo_of(contact):
    """Its octets; Evolution's store keeps what came inline as a file of its own."""
    photo = contact.get_property("photo")
    if photo.type == EBookContacts.ContactPhotoType.INLINED:
        return bytes(photo.get_inlined())
    with open(GLib.filename_from_uri(photo.get_uri())[0], "rb") as file:
        return file.read()


def refreshed(name, wanted):
    client.refresh_sync(None)
    return len(found(f'(is "full_name" "{name}")')) == wanted


client = None


@check("makes an address book")
def _():
    session = EDataServer.WebDAVSession.new(new_source("carddav", EDataServer.SOURCE_EXTENSION_ADDRESS_BOOK))
    session.set_credentials(credentials())
    session.mkcol_addressbook_sync(url, "Made by Evolution", "People", None)


@check("discovers the address books")
def _():
    source = new_source("carddav", EDataServer.SOURCE_EXTENSION_ADDRESS_BOOK)
    source.get_extension(EDataServer.SOURCE_EXTENSION_WEBDAV_BACKEND).set_uri(GLib.Uri.parse(context, GLib.UriFlags.NONE))
    wanted = int(EDataServer.WebDAVDiscoverSupports.CONTACTS)
    answer = EDataServer.webdav_discover_sources_sync(source, context, wanted, credentials(), None)
    books = {book.href: book.display_name for book in answer.out_discovered_sources}
    assert books.get(url) == "Made by Evolution", books
    assert home + "personal/" in books, books


@check("opens the address book")
def _():
    global client
    source = new_source("carddav", EDataServer.SOURCE_EXTENSION_ADDRESS_BOOK)
    client = opened(source, lambda at: EBook.BookClient.connect_sync(at, NOT_WAITING, None))


if client is None:
    sys.exit(1)


@check("creates a contact, and the server has it")
def _():
    contact = EBookContacts.Contact.new_from_vcard(vcf("evolution-1", "Zoë Evolution", "EMAIL:zoe@example.com"))
    client.add_contact_sync(contact, NONE)
    until(lambda: on_server("FN:Zoë Evolution"), "the contact on the server")


@check("changes a contact, and the server has the change")
def _():
    contact = named("Zoë Evolution")
    contact.set_property("nickname", "Changed by Evolution")
    client.modify_contact_sync(contact, NONE, None)
    until(lambda: on_server("NICKNAME:Changed by Evolution"), "the change on the server")


@check("gives a contact a photo, and the server has it")
def _():
    contact = named("Zoë Evolution")
    photo = EBookContacts.ContactPhoto.new()
    photo.set_inlined(PIXEL)
    photo.set_mime_type("image/png")
    contact.set_property("photo", photo)
    client.modify_contact_sync(contact, NONE, None)
    until(lambda: on_server(base64.b64encode(PIXEL).decode()), "the photo on the server")


@check("sees a contact that another client made, and its photo")
def _():
    photo = "PHOTO;ENCODING=b;TYPE=PNG:" + base64.b64encode(PIXEL).decode()
    request("PUT", "elsewhere.vcf", vcf("evolution-2", "Made Elsewhere", "EMAIL:there@example.org", photo), "text/vcard")
    until(lambda: refreshed("Made Elsewhere", 1), "the contact in Evolution")
    assert photo_of(named("Made Elsewhere")) == PIXEL


@check("finds the contacts whose name or mail address contains a text")
def _():
    assert found('(contains "full_name" "volut")') == ["Zoë Evolution"], found('(contains "full_name" "volut")')
    assert found('(contains "email" "EXAMPLE.org")') == ["Made Elsewhere"], found('(contains "email" "EXAMPLE.org")')
    assert found('(contains "x-evolution-any-field" "example")') == ["Made Elsewhere", "Zoë Evolution"]


@check("sees a contact that another client changed")
def _():
    request("PUT", "elsewhere.vcf", vcf("evolution-2", "Changed Elsewhere"), "text/vcard")
    until(lambda: refreshed("Changed Elsewhere", 1), "the change in Evolution")


@check("sees that another client deleted a contact")
def _():
    request("DELETE", "elsewhere.vcf")
    until(lambda: refreshed("Changed Elsewhere", 0), "the removal in Evolution")


@check("deletes a contact, and the server has it no more")
def _():
    client.remove_contact_sync(named("Zoë Evolution"), NONE, None)
    until(lambda: not on_server("Zoë Evolution"), "the removal on the server")
