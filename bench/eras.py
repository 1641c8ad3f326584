#!/usr/bin/env python3
"""What translation between the eras and the sum cost: CPU, time, allocation and heap, in whole processes; see bench/README.md.

Needs what compare.py needs. Same client, message and upstream in every row; only eras and path differ.
"""

import argparse
import http.client
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

import compare
import fleet

TOOL = compare.MESSAGES["tool"]["name"]
SERVERS = {"modern": ("modern", [compare.MESSAGES["tool"]]), "legacy": ("legacy", [compare.MESSAGES["tool"]])}
KEPT_SERVERS, KEPT_EACH = 125, 16  # the gateway keeps sixteen sessions for one principal at one server


class Way(compare.Server):
    """One client's way through the gateway that runs already: its era, its path, and what the tool is called there."""

    def __init__(self, gateway, name, profile, path, base, prefix=""):
        super().__init__(name, [], gateway.port, path, "", None)
        self.gateway, self.profile, self.base, self.prefix = gateway, profile, base, prefix
        self.headers = gateway.headers

    def family(self):
        return self.gateway.family()

    def memory_mb(self):
        return 0

    def request_file(self, profile, folder):
        path = super().request_file(profile, folder)
        return self.renamed(path, path.read_bytes().decode())

    def renamed(self, path, text):
        """The tool's name at the sum, in body and header, and the length that follows."""
        if self.prefix:
            head, body = text.split("\r\n\r\n", 1)
            body = body.replace(f'"name":"{TOOL}"', f'"name":"{self.prefix}{TOOL}"')
            head = head.replace(f"Mcp-Name: {TOOL}", f"Mcp-Name: {self.prefix}{TOOL}")
            length = len(body) - len("@ID@") + len("100000001")
            text = re.sub(r"Content-Length: \d+", f"Content-Length: {length}", head) + "\r\n\r\n" + body
        path.write_text(text, newline="")
        return path

    def check(self, profile):
        message = compare.call(profile, 999_999_999)
        message["params"]["name"] = self.prefix + TOOL
        status, fields, body = self.ask(profile, message)
        answer = json.loads(body)
        if status != 200 or answer["result"]["structuredContent"] != compare.MESSAGES["structuredContent"]:
            sys.exit(f"{self.name} answers wrongly: {status} {body[:500]}")
        head = sum(len(name) + len(value) + 4 for name, value in fields.items()) + len("HTTP/1.1 200 OK\r\n\r\n")
        self.length[profile] = head + len(body)


def jcmd(gateway, *command):
    tool = os.environ.get("JAVA_HOME", "/usr") + "/bin/jcmd"
    return subprocess.run([tool, str(gateway.process.pid), *command], capture_output=True, text=True, check=True).stdout


def allocated(gateway):
    """Bytes that the platform threads have allocated so far."""
    units = {"B": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
    found = re.findall(r"allocated=([\d.]+)([BKMG])", jcmd(gateway, "Thread.print", "-e"))
    return sum(float(number) * units[unit] for number, unit in found)


def live_bytes(gateway):
    """Bytes of live objects, after a full collection."""
    text = jcmd(gateway, "GC.class_histogram")
    return int(re.search(r"^Total\s+\d+\s+(\d+)", text, re.M).group(1))


def ways(gateway):
    made = []
    for server in SERVERS:
        for client in compare.VERSIONS:
            made.append(Way(gateway, f"{client} client, {server} server", client, f"/mcp/{server}",
                            f"{server} client, {server} server"))
            made.append(Way(gateway, f"{client} client, {server} server, at the sum", client, "/mcp",
                            f"{client} client, {server} server", f"{server}_"))
    return made


def throughput(options, folder):
    rig = fleet.upstream(folder, SERVERS, compare.result())
    gateway = fleet.Gateway(folder, options, rig, SERVERS)
    samples = {}
    try:
        rig.start()
        gateway.start()
        load = compare.Rig(folder, rig)
        all_ways = ways(gateway)
        for way in all_ways:
            if way.profile == "legacy":
                way.open_session()
            way.check(way.profile)
            done = 0
            while done < options.warm:
                done += load.load(way, way.profile, 16, 2)["requests"]
        for round_ in range(options.rounds):
            fleet.quiet()
            turn = round_ % len(all_ways)
            for way in all_ways[turn:] + all_ways[:turn]:
                before = allocated(gateway)
                busy = load.load(way, way.profile, 16, options.seconds)
                bytes_each = (allocated(gateway) - before) / busy["requests"]
                alone = load.load(way, way.profile, 1, options.seconds)
                if busy["void"] or alone["void"]:
                    print(f"# void: {way.name} {busy} {alone}", file=sys.stderr)
                    continue
                samples.setdefault(way.name, []).append({
                    "round": round_, "cpu_us": busy["cpu_us"], "p50_us": alone["p50_us"], "bytes": bytes_each,
                    "others": max(busy["others"], alone["others"])})
    finally:
        gateway.stop()
        rig.stop()
    print("| way | CPU µs/call | to its base | µs alone, p50 | to its base | bytes/call | other load, cores |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for way in all_ways:
        mine, base = samples[way.name], {one["round"]: one for one in samples[way.base]}
        cells = []
        for key, form in (("cpu_us", "{:.1f}"), ("p50_us", "{:.0f}")):
            values = [one[key] for one in mine]
            ratios = [one[key] / base[one["round"]][key] for one in mine if one["round"] in base]
            cells.append(f"{form} ({form}–{form})".format(statistics.median(values), min(values), max(values)))
            cells.append(f"{statistics.median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})")
        weights = [one["bytes"] for one in mine]
        cells.append(f"{statistics.median(weights):,.0f} ({min(weights):,.0f}–{max(weights):,.0f})")
        cells.append(f"{statistics.median(one['others'] for one in mine):.2f}")
        print(f"| {way.name} | " + " | ".join(cells) + " |", flush=True)


def post(gateway, path, message, fields):
    connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=20)
    try:
        connection.request("POST", path, compare.compact(message), {**fields, **gateway.headers})
        response = connection.getresponse()
        body = response.read()
        if response.status not in (200, 202):
            sys.exit(f"{path}: {response.status} {body[:300]}")
        return response.getheader("Mcp-Session-Id")
    finally:
        connection.close()


def legacy_session(gateway, path):
    fields = {
        "Content-Type": "application/json", "Accept": "application/json, text/event-stream",
        "MCP-Protocol-Version": compare.VERSIONS["legacy"]}
    session = post(gateway, path, compare.initialize(), fields)
    said = {"jsonrpc": "2.0", "method": "notifications/initialized", "params": {}}
    post(gateway, path, said, {**fields, "Mcp-Session-Id": session})


def kept_session(gateway, path, number):
    """A client whose capabilities are those of no other, so that a session is kept for it."""
    message = compare.call("modern", 7)
    able = {"extensions": {f"dev.example/{number}": {}}} if number else {}
    message["params"]["_meta"]["io.modelcontextprotocol/clientCapabilities"] = able
    post(gateway, path, message, gateway.fields("modern", message))


def heap(options, folder):
    names = {**SERVERS}
    names.update({f"kept-{i}": SERVERS["legacy"] for i in range(KEPT_SERVERS)})
    names.update({f"streaming-{i}": SERVERS["legacy"] for i in range(KEPT_SERVERS)})
    rig = fleet.upstream(folder, names, compare.result())
    gateway = fleet.Gateway(folder, options, rig, names)
    kinds = {
        "legacy client, modern server": lambda i: legacy_session(gateway, "/mcp/modern"),
        "legacy client, legacy server": lambda i: legacy_session(gateway, "/mcp/legacy"),
        "modern client, legacy server": lambda i: kept_session(gateway, f"/mcp/kept-{i % KEPT_SERVERS}", i // KEPT_SERVERS),
        "the same, with its stream open":
            lambda i: kept_session(gateway, f"/mcp/streaming-{i % KEPT_SERVERS}", i // KEPT_SERVERS),
    }
    rows = {kind: [] for kind in kinds}
    try:
        rig.start()
        for _ in range(options.rounds):
            gateway.start()
            for kind, begin in kinds.items():
                for i in range(KEPT_SERVERS):
                    begin(i)
                before = live_bytes(gateway)
                for i in range(KEPT_SERVERS, KEPT_SERVERS * KEPT_EACH):
                    begin(i)
                rows[kind].append((live_bytes(gateway) - before) / (KEPT_SERVERS * (KEPT_EACH - 1)))
            gateway.stop()
    finally:
        gateway.stop()
        rig.stop()
    print(f"heap of an idle session, bytes, {KEPT_SERVERS * (KEPT_EACH - 1)} of them beside {KEPT_SERVERS}:")
    for kind, values in rows.items():
        print(f"  {kind}: {statistics.median(values):,.0f} ({min(values):,.0f}–{max(values):,.0f})", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", default=["calls", "heap"], choices=["calls", "heap"])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2, help="length of one sample")
    parser.add_argument("--warm", type=int, default=60_000, help="calls of each way before it is measured")
    parser.add_argument("--dist", default=str(compare.HERE.parent / "target/dist"), help="the packaged gateway")
    parser.add_argument("--java-option", action="append", default=[], help="one more option for the gateway's JVM")
    options = parser.parse_args()
    print(json.dumps(compare.machine()))
    for what in options.what:
        with tempfile.TemporaryDirectory(prefix="sallyport-bench-") as name:
            {"calls": throughput, "heap": heap}[what](options, pathlib.Path(name))


if __name__ == "__main__":
    main()
