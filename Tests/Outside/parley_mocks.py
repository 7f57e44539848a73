"""Starts parley-mocks and calls its control API."""

import json
import subprocess
import time
import urllib.request


class Mock:
    """One mock of a running parley-mocks. `base` is the base URL of the provider."""

    def __init__(self, program, name):
        self.process = subprocess.Popen([program, "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True)
        lines = {}
        while "control" not in lines:
            key, value = self.process.stdout.readline().strip().split(" ", 1)
            lines[key] = value
        self.base = lines[name]
        self.origin = lines["control"].removesuffix("/_mock/")
        self.control = lines["control"] + name + "/"

    def call(self, name, body=None, method=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.control + name, data=data, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def close(self):
        self.process.terminate()
        assert self.process.wait(timeout=10) == 0


def wait_for(condition, seconds=10):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "nothing came"
        time.sleep(0.01)
