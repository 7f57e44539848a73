"""Hooks of schemathesis: leads generated calls to things that exist, and keeps what is made up inside this machine.

STAGE holds, as JSON: `ids`, the ids of things that may be changed, by the name of the path parameter; `kept`, the ids of those that may
only be looked at; the address of a help desk; and the file that the secrets of webhooks that were made are written to.
"""

import json
import os
import re
import zlib

import schemathesis

KNOWN = json.loads(os.environ["STAGE"])
NOWHERE = "0" * 23 + "1"


@schemathesis.hook
def before_call(context, case, kwargs):
    # The same case always meets the same thing.
    chance = zlib.crc32(repr((case.method, case.path, case.body, case.query)).encode())
    for name, value in (case.path_parameters or {}).items():
        case.path_parameters[name] = led(name, value, case.method, chance)
    if isinstance(case.body, dict) and isinstance(case.body.get("target"), str):
        case.body["target"] = KNOWN["desk"]


def led(name, value, method, chance):
    """Where a call is led to that names `value`."""
    choices = KNOWN["ids"].get(name)
    # What was made up to be no id must stay so; one in eight goes where nothing is.
    is_well_formed = name == "userIdOrExternalId" or re.fullmatch("[0-9a-f]{24}", str(value))
    if choices and is_well_formed and (name == "appId" or chance % 8):
        return choices[chance % len(choices)]
    # An id may also come from an answer: what the stage itself lives on would be changed under it.
    return NOWHERE if value in KNOWN["kept"] and method not in ("GET", "HEAD") else value


@schemathesis.hook
def after_call(context, case, response):
    if "webhook" not in case.path and "integration" not in case.path:
        return
    try:
        answer = json.loads(response.content)
    except ValueError:
        return
    webhooks = [answer.get("webhook")] + (answer.get("integration") or {}).get("webhooks", [])
    for webhook in webhooks:
        if webhook and webhook.get("secret"):
            with open(KNOWN["secrets"], "a") as file:
                file.write(json.dumps([webhook["id"], webhook["secret"]]) + "\n")
