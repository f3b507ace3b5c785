"""Verifies messages with python3-dkim. Prints a line for each signature: file, tab, good or bad, tab, tab-separated
selector and signed fields. The first argument is a JSON object of DNS names to TXT records."""

import json
import sys

import dkim

ZONE = json.loads(sys.argv[1])


def txt(name, timeout=5):
    record = ZONE.get(name.decode().rstrip("."))
    return record.encode() if record else None


for path in sys.argv[2:]:
    with open(path, "rb") as file:
        raw = file.read()
    count = sum(1 for name, _ in dkim.DKIM(raw).headers if name.lower() == b"dkim-signature")
    for index in range(count):
        verifier = dkim.DKIM(raw)
        try:
            verdict = "good" if verifier.verify(idx=index, dnsfunc=txt) else "bad"
        except dkim.DKIMException as error:
            verdict = f"bad: {error}"
        fields = verifier.signature_fields
        names = b":".join(verifier.include_headers or []).decode().lower() if fields else ""
        print(path, verdict, fields.get(b"s", b"").decode(), names, sep="\t")
