"""Reads messages with Python's strict email policy. Prints a line for each fault: file, tab, what is wrong."""

import email
import email.policy
import re
import sys

POLICY = email.policy.SMTP + email.policy.strict
# RFC 5322 section 3.6 and RFC 2369/8058: fields that a message has once at most.
ONCE = """from sender reply-to to cc bcc message-id in-reply-to references subject date mime-version content-type
content-transfer-encoding list-id list-help list-unsubscribe list-unsubscribe-post list-post feedback-id precedence
auto-submitted x-auto-response-suppress cfbl-address""".split()
REQUIRED = "from to subject date message-id mime-version content-type".split()


def faults(raw):
    head, _, body = raw.partition(b"\r\n\r\n")
    if re.search(rb"\r(?!\n)|(?<!\r)\n", raw):
        yield "a bare CR or LF"
    if b"\0" in raw:
        yield "a NUL"
    if any(len(line) > 998 for line in raw.split(b"\r\n")):
        yield "a line of more than 998 octets"
    # What has no space inside, as an address, can't be folded.
    if any(len(line) > 78 and b" " in line.strip().partition(b": ")[2] for line in head.split(b"\r\n")):
        yield "a header line of more than 78 characters that could be folded"
    if not (head.isascii() and body.isascii()):
        yield "octets above 127"
    message = email.message_from_bytes(raw, policy=POLICY)
    names = [name.lower() for name in message.keys()]
    for name in ONCE:
        if names.count(name) > 1:
            yield f"{name} more than once"
    for name in REQUIRED:
        if name not in names:
            yield f"no {name}"
    for name, value in message.items():
        for defect in getattr(value, "defects", ()):
            yield f"{name}: {defect!r}"
        # A space between encoded words must not appear, and every one of them must decode.
        if "=?" in str(value) or "\ufffd" in str(value):
            yield f"{name} does not decode: {value}"
    for part in message.walk():
        for defect in part.defects:
            yield f"{part.get_content_type()}: {defect!r}"
    if len(message["from"].addresses) != 1 or len(message["to"].addresses) != 1:
        yield "not one sender and one recipient"
    if [part.get_content_type() for part in message.iter_parts()] != ["text/plain", "text/html"]:
        yield "not a text part, then an HTML part"
    for part in message.iter_parts():
        if part.get_content_charset() != "utf-8":
            yield f"charset {part.get_content_charset()}"
        if "\ufffd" in part.get_content():
            yield "text that does not decode"


def main():
    for path in sys.argv[1:]:
        with open(path, "rb") as file:
            raw = file.read()
        try:
            for fault in faults(raw):
                print(f"{path}\t{fault}")
        except Exception as error:  # A strict policy raises what a lax one notes.
            print(f"{path}\t{error!r}")


main()
