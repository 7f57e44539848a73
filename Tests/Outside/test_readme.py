"""The examples of the README, run as they stand there."""

import os
import pathlib
import re
import subprocess
import sys

import pytest

README = (pathlib.Path(__file__).parents[2] / "README.md").read_text()


def block(section, language):
    text = README.split(f"\n## {section}\n")[1].split("\n## ")[0]
    blocks = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    assert len(blocks) == 1, f"{section} has {len(blocks)} blocks of {language}"
    return blocks[0]


@pytest.fixture
def surroundings(stage, language):
    number = {"sh": "15550501234", "python": "15550501235"}[language]
    payload = stage.customer(number, "When does it leave?")
    return os.environ | {
        "URL": stage.url,
        "APP": stage.APP,
        "KEY": f"{stage.key}:{stage.key_secret}",
        "CONVERSATION": payload["conversation"]["id"],
    }


@pytest.mark.parametrize("language, program", [("sh", ["bash", "-euo", "pipefail", "-c"]), ("python", [sys.executable, "-c"])])
def test_the_examples_of_talk_to_parley_work(stage, surroundings, language, program):
    run = subprocess.run([*program, block("Talk to Parley", language)], env=surroundings, capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout
    answer = stage.api("GET", f"/v2/apps/{stage.APP}/conversations/{surroundings['CONVERSATION']}/messages")[2]
    texts = [message["content"]["text"] for message in answer["messages"]]
    assert texts == ["When does it leave?", "It leaves today."]


def test_the_check_of_signatures_in_the_readme_holds(stage):
    space = {}
    exec(block("The API in one page", "python"), space)
    headers, body = stage.desk.deliveries[-1]
    headers = {key.lower(): value for key, value in headers.items()}
    assert space["is_genuine"](headers, body, stage.secret)
    assert not space["is_genuine"](headers, body + b" ", stage.secret)
