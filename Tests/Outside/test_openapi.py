"""Judges /openapi.json and the worker by it, with schemathesis, which knows nothing but the document."""

import json
import os
import pathlib
import subprocess
import sys

import pytest

import conftest
import openapi_schemas
import stage as stages
import webhook_checks

HERE = pathlib.Path(__file__).parent
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "ignored_auth",
    "unsupported_method",
]


@pytest.fixture(scope="module")
def stage():
    """A stage of its own: calls that are made up also change its channel, its secrets and its app, which others rely on."""
    yield from conftest.judged_stage()


@pytest.fixture(scope="module")
def document(stage):
    return stages.call("GET", stage.url + "/openapi.json")[2]


def contents(document):
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            places = {"request": operation.get("requestBody", {})} | operation["responses"]
            for place, holder in places.items():
                yield from contents_of(f"{method} {path} {place}", holder)
    for name, body in document["components"]["requestBodies"].items():
        yield from contents_of(name, body)


def contents_of(place, holder):
    for content in holder.get("content", {}).values():
        examples = [example["value"] for example in content.get("examples", {}).values()]
        examples += [content["example"]] if "example" in content else []
        assert examples, f"{place} has no example"
        yield place, content["schema"], examples


def test_every_example_fits_its_schema(document):
    judge = openapi_schemas.Judge(document)
    count = 0
    for place, schema, examples in contents(document):
        validator = judge.validator(schema)
        for example in examples:
            problems = [f"{problem.instance_path}: {problem.message}" for problem in validator.iter_errors(example)]
            assert not problems, f"{place}: {problems}"
            count += 1
    assert count > 40


def test_what_a_webhook_can_be_told_is_described(document):
    """The triggers that a webhook may list, and our own types: each has its schema and an example."""
    examples = document["components"]["requestBodies"]["WebhookDelivery"]["content"]["application/json"]["examples"]
    triggers = document["components"]["schemas"]["WebhookCreation"]["properties"]["triggers"]["items"]["enum"]
    described = set(openapi_schemas.Judge(document).events)
    assert described == set(examples)
    # The hosted product names one trigger without saying what it tells.
    assert set(triggers) - described == {"*", "passthrough:messaging"}
    assert {kind for kind in described if not kind.startswith("parley:")} == set(webhook_checks.MODELS)
    callbacks = document["paths"]["/v2/apps/{appId}/integrations/{integrationId}/webhooks"]["post"]["callbacks"]
    assert callbacks["events"]["{$request.body#/target}"]["post"]["requestBody"] == {"$ref": "#/components/requestBodies/WebhookDelivery"}


def test_the_judge_of_schemas_sees_what_is_wrong(document, stage):
    payload = stage.customer("15550409997", "Hold this against the schema")
    event = next(one for one in stage.desk.events if one["payload"] == payload)
    judge = openapi_schemas.Judge(document)
    assert judge.event_problems(event) == []
    assert judge.event_problems(event | {"type": "user:merge"})
    assert judge.event_problems(event | {"payload": payload | {"message": {}}})


def made_webhooks_problems(desk, made):
    """What is wrong with the deliveries of webhooks that were made meanwhile, each signed with a secret of its own."""
    secrets = {}
    for webhook, secret in made:
        secrets.setdefault(webhook, []).append(secret)
    problems = []
    for headers, body in desk.deliveries:
        webhook = json.loads(body)["webhook"]["id"]
        found = webhook_checks.problems(headers, body, secrets.get(webhook, []))
        problems += [f"webhook {webhook}, made with {len(secrets.get(webhook, []))} known secrets: {problem}" for problem in found]
    return problems


def judge(stage, known, folder, part):
    """Starts schemathesis on a part of the operations; the same calls every time."""
    command = [
        str(pathlib.Path(sys.executable).parent / "schemathesis"),
        "run",
        stage.url + "/openapi.json",
        part,
        f"--auth={stage.key}:{stage.key_secret}",
        f"--checks={','.join(CHECKS)}",
        "--phases=examples,coverage,fuzzing",
        # An event stream has no end.
        "--exclude-operation-id=StreamEvents",
        f"--max-examples={os.environ.get('PARLEY_EXAMPLES', '15')}",
        "--generation-deterministic",
        "--continue-on-failure",
        "--no-color",
        "--warnings=off",
        "--request-timeout=10",
        "--suppress-health-check=all",
    ]
    variables = os.environ | {"STAGE": json.dumps(known), "SCHEMATHESIS_HOOKS": "openapi_hooks", "PYTHONPATH": str(HERE)}
    return subprocess.Popen(command, env=variables, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def hello(stage, conversation):
    body = {"author": {"type": "business"}, "content": {"type": "text", "text": "Hello"}}
    status, _, answer = stage.api("POST", f"/v2/apps/{stage.APP}/conversations/{conversation}/messages", body)
    assert status == 201
    return answer["messages"][0]["id"]


def spare_channel(stage):
    """A channel that may be changed and taken away: the one that customers come through stays as it is."""
    fields = {"phoneNumberId": "310000000000002", "wabaId": "210987654321098", "accessToken": "a", "appSecret": "b", "verifyToken": "c"}
    body = {"type": "whatsapp", "displayName": "Spare", "baseURL": stage.whatsapp.base} | fields
    status, _, answer = stage.api("POST", f"/v2/apps/{stage.APP}/integrations", body)
    assert status == 201, answer
    return answer["integration"]["id"]


def spare_webhook(stage, desk):
    """A webhook that may be changed and taken away: its id and its secret."""
    body = {"target": desk.url, "triggers": ["*"]}
    status, _, answer = stage.api("POST", f"/v2/apps/{stage.APP}/integrations/{stage.APP}/webhooks", body)
    assert status == 201, answer
    return answer["webhook"]["id"], answer["webhook"]["secret"]


def test_the_worker_does_what_the_document_says(stage, document, tmp_path):
    customers = [stage.customer(f"155502{number:05}", f"Judge {number}") for number in range(12)]
    conversations = [payload["conversation"]["id"] for payload in customers]
    messages = [payload["message"]["id"] for payload in customers] + [hello(stage, conversation) for conversation in conversations[:6]]
    journal = stage.api("GET", f"/parley/v1/apps/{stage.APP}/journal")[2]["entries"]
    own = stage.api("GET", f"/v2/apps/{stage.APP}/integrations/{stage.APP}/webhooks")[2]["webhooks"]
    desk, secrets = stages.Desk(), tmp_path / "secrets"
    webhooks = [spare_webhook(stage, desk) for _ in range(3)]
    secrets.write_text("".join(json.dumps(webhook) + "\n" for webhook in webhooks))
    known = {
        "desk": desk.url,
        "secrets": str(secrets),
        "kept": [stage.key, stage.INTEGRATION] + [webhook["id"] for webhook in own],
        "ids": {
            "appId": [stage.APP],
            "integrationId": [spare_channel(stage), stage.APP],
            "webhookId": [webhook for webhook, _ in webhooks],
            "conversationId": conversations,
            "userIdOrExternalId": [payload["message"]["author"]["userId"] for payload in customers],
            "messageId": messages,
            "entryId": [entry["id"] for entry in journal],
        },
    }
    # Two at once, each with about half of the operations: what takes time is making up the calls.
    half = "^/v2/apps/[^/]+/(conversations|users|attachments)"
    runs = [judge(stage, known, tmp_path, f"--{word}-path-regex={half}") for word in ("include", "exclude")]
    outputs = [run.communicate(timeout=300)[0] for run in runs]
    desk.close()
    for run, output in zip(runs, outputs):
        assert run.returncode == 0, output[-12000:]
    problems = made_webhooks_problems(desk, [json.loads(line) for line in secrets.read_text().splitlines()])
    assert not problems, "\n".join(problems[:20])
    assert desk.deliveries, "no webhook that was made told anything"
