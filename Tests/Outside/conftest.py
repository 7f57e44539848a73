"""The stage that the judges share. What it saw is judged when it closes."""

import os

import pytest

import openapi_schemas
import stage as stages


def pytest_configure(config):
    config.addinivalue_line("markers", "needs(*operations): calls that the worker must offer for the test to make sense")


def judged_stage():
    """A stage; when it closes, what its help desk was told is held against the document and the client's models."""
    for program in ["PARLEY", "PARLEY_MOCKS"]:
        if not os.environ.get(program):
            pytest.skip(f"{program} names no program")
    stage = stages.Stage()
    try:
        yield stage
        stages.wait_for(lambda: stage.has_ended() or stage.mock("webhooks?limit=0")["pending"] == 0, "the provider is not done")
        judge = openapi_schemas.Judge(stage.api("GET", "/openapi.json")[2])
    finally:
        stage.close()
    problems = stage.desk.problems + [problem for event in stage.desk.events for problem in judge.event_problems(event)]
    assert not problems, "\n".join(problems[:20])


@pytest.fixture(scope="session")
def stage():
    yield from judged_stage()
