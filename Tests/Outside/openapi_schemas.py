"""Schemas of /openapi.json, for a judge that knows JSON Schema."""

import jsonschema_rs


def modern(schema):
    """A schema of OpenAPI 3.0 in the words of JSON Schema: `nullable` becomes a choice."""
    if isinstance(schema, list):
        return [modern(element) for element in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {key: modern(value) for key, value in schema.items() if key not in ("nullable", "discriminator")}
    return {"anyOf": [plain, {"type": "null"}]} if schema.get("nullable") is True else plain


class Judge:
    """Holds values against schemas of one document."""

    def __init__(self, document):
        self.components = modern(document["components"])
        # One judge for each type of event: a list of all types that an event is not would say nothing.
        mapping = document["components"]["schemas"]["Event"]["discriminator"]["mapping"]
        self.events = {kind: self.validator({"$ref": reference}) for kind, reference in mapping.items()}

    def validator(self, schema):
        return jsonschema_rs.validator_for(modern(schema) | {"components": self.components})

    def event_problems(self, event):
        """What is wrong with an event of a webhook."""
        if event["type"] not in self.events:
            return [f"{event['type']} is not described"]
        return [f"{event['type']}{problem.instance_path}: {problem.message}" for problem in self.events[event["type"]].iter_errors(event)]
