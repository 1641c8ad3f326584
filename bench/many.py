#!/usr/bin/env python3
"""Ten servers of a hundred tools as one: how long their list takes, cold and warm; see bench/README.md.

Needs what compare.py needs. Times are those of a client that reads all pages and parses nothing. Exit status: 0 within the bar, 1 above it.
"""

import argparse
import http.client
import json
import pathlib
import statistics
import sys
import tempfile
import time

import compare
import fleet

BAR_MILLIS = 20
SERVERS, TOOLS = 10, 100
WALKS = 300


def tool(server, number):
    properties = {f"argument_{i}": {"type": "string", "description": f"The argument {i}"} for i in range(8)}
    return {
        "name": f"tool_number_{number}",
        "description": f"Does the work {number} of server {server}. " + "More is said here. " * 20,
        "inputSchema": {"type": "object", "properties": properties},
    }


def servers(era):
    """The ten servers, each with its tools."""
    return {f"server-{i}": (era, [tool(i, j) for j in range(TOOLS)]) for i in range(SERVERS)}


class Client:
    """One keep-alive connection of a client of the newer era."""

    def __init__(self, gateway):
        self.connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=30)
        self.gateway = gateway

    def ask(self, path, method, name="", **params):
        meta = {
            "io.modelcontextprotocol/protocolVersion": compare.VERSIONS["modern"],
            "io.modelcontextprotocol/clientInfo": {"name": "bench", "version": "1.0.0"},
            "io.modelcontextprotocol/clientCapabilities": {},
        }
        message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": {**params, "_meta": meta}}
        if name:
            message["params"]["name"] = name
        self.connection.request("POST", path, compare.compact(message), self.gateway.fields("modern", message))
        response = self.connection.getresponse()
        body = response.read()
        if response.status != 200:
            sys.exit(f"{method}: {response.status} {body[:500]}")
        return body

    def walk(self):
        """All pages of the sum's list of tools: milliseconds to the first, to the last, and how many tools."""
        begun, first, cursor, tools, params = time.monotonic(), 0, True, 0, {}
        while cursor:
            body = self.ask("/mcp", "tools/list", **params)
            first = first or time.monotonic() - begun
            tools += body.count(b'"dev.sallyport/origin"')
            at = body.rfind(b'"nextCursor":"')
            cursor = body[at + 14:body.index(b'"', at + 14)].decode() if at >= 0 else None
            params = {"cursor": cursor}
        return first * 1000, (time.monotonic() - begun) * 1000, tools


def fresh(folder, options, rig, pause):
    """A process of its own: what its first walk took after so long a pause, its second, and its median when warm."""
    gateway = fleet.Gateway(folder, options, rig, [f"server-{i}" for i in range(SERVERS)])
    fleet.quiet()
    try:
        gateway.start()
        time.sleep(pause)
        client, load = Client(gateway), fleet.Load([gateway, rig])
        walks = [client.walk() for _ in range(2 + options.walks)]
        bad = [tools for _, _, tools in walks if tools != SERVERS * TOOLS]
        if bad:
            sys.exit(f"a list has {bad[0]} tools, not {SERVERS * TOOLS}")
        warm = walks[-100:]
        return {
            "other load": load.others(), "first page": walks[0][0], "first": walks[0][1], "second": walks[1][1],
            "warm page": statistics.median(walk[0] for walk in warm), "warm": statistics.median(walk[1] for walk in warm),
        }
    finally:
        gateway.stop()


def spread(rows, key):
    values = [row[key] for row in rows]
    return f"{statistics.median(values):.1f} ({min(values):.1f}–{max(values):.1f})"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--walks", type=int, default=WALKS, help="walks until it counts as warm")
    parser.add_argument("--era", choices=list(compare.VERSIONS), default="modern", help="of the ten servers")
    parser.add_argument("--dist", default=str(compare.HERE.parent / "target/dist"), help="the packaged gateway")
    parser.add_argument("--java-option", action="append", default=[], help="one more option for the gateway's JVM")
    options = parser.parse_args()
    print(json.dumps(compare.machine()))
    with tempfile.TemporaryDirectory(prefix="sallyport-bench-") as name:
        folder = pathlib.Path(name)
        rig = fleet.upstream(folder, servers(options.era))
        try:
            rig.start()
            for what, pause in (("at once", 0), ("after the survey", 3)):
                rows = [fresh(folder, options, rig, pause) for _ in range(options.rounds)]
                print(f"{what}, median (range), ms: " + ", ".join(f"{key} {spread(rows, key)}" for key in rows[0]), flush=True)
        finally:
            rig.stop()
    return 0 if statistics.median(row["first"] for row in rows) <= BAR_MILLIS else 1


if __name__ == "__main__":
    sys.exit(main())
