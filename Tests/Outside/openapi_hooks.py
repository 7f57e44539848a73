"""Hooks of schemathesis: leads generated calls to things that exist, and keeps what is made up inside this machine.

STAGE holds, as JSON, the ids of things by the name of the path parameter, the address of a help desk, and the file that the secrets of
webhooks that were made are written to.
"""

import json
import os
import re
import zlib

import schemathesis

KNOWN = json.loads(os.environ["STAGE"])


@schemathesis.hook
def before_call(context, case, kwargs):
    for name, value in (case.path_parameters or {}).items():
        choices = KNOWN["ids"].get(name)
        # What was made up to be no id must stay so.
        if name != "userIdOrExternalId" and not re.fullmatch("[0-9a-f]{24}", str(value)):
            continue
        # The same case always meets the same thing; one in eight goes where nothing is.
        chance = zlib.crc32(repr((case.method, case.path, case.body, case.query)).encode())
        if choices and (name == "appId" or chance % 8):
            case.path_parameters[name] = choices[chance % len(choices)]
    # The channel of the stage must go on: an integration that is switched off is switched on in the same way.
    if isinstance(case.body, dict) and case.method == "PATCH" and case.body.get("status") == "inactive":
        case.body["status"] = "active"
    if isinstance(case.body, dict) and isinstance(case.body.get("target"), str):
        case.body["target"] = KNOWN["desk"]


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
