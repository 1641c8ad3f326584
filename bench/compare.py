#!/usr/bin/env python3
"""Compares Sallyport with a bare nginx reverse proxy in whole processes; bench/README.md tells how and why.

Needs Linux, nginx with its Lua module, wrk, a JDK 25 (JAVA_HOME) and a packaged gateway (mvn package).
Exit status: 0 within the bar, 1 above it, 2 where the rig was too slow to judge.
"""

import argparse
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
BAR = 2.2
HEADROOM = 1.8
OTHERS_MAX = 0.25
TRIES = 3
WARM_REQUESTS = 400_000
TICKS = os.sysconf("SC_CLK_TCK")
MESSAGES = json.loads((HERE / "rig/messages.json").read_text())
# one statement for the owner, one about arguments that does not apply, and a role: what a small policy costs
ACCESS = """access:
  roles: { reader: { members: [local], may: ["*"] } }
  statements:
    - { id: owner, effect: permit, principal: [local], resource: ["*"] }
    - { id: never, effect: forbid, principal: ["*"], resource: ["*"], action: [tools/call], when: "has(arguments.never)" }
"""

# every limit is asked and none refuses: a rig calls more often than any caller should
LIMITS = ("ratelimit: { per-peer: 1000000/s, per-principal: 1000000/s, calls: 1000000/s,"
          " repeats: { calls: 1000000, safe-calls: 1000000, within: 1s } }\n")
JVM = [
    "-Xmx512m", "-XX:+UseG1GC", "-XX:+UseCompactObjectHeaders", "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow", "-Dio.netty.leakDetection.level=disabled",
]
VERSIONS = {"legacy": "2025-11-25", "modern": "2026-07-28"}

# How each peer is started: its configuration file, its command, the path of its endpoint. None is installed from here.
PEERS = {
    "haproxy": {
        "file": "global\n  nbthread 2\ndefaults\n  mode http\n  timeout client 60s\n  timeout server 60s\n"
        "  timeout connect 5s\n  option http-keep-alive\n  option http-buffer-request\n  http-reuse always\n"
        "frontend in\n  bind 127.0.0.1:@PORT@\n  http-request del-header authorization\n  default_backend server\n"
        "backend server\n  server one 127.0.0.1:@UPSTREAM@\n",
        "command": ["haproxy", "-db", "-f", "@FILE@"],
        "path": "/mcp",
        "work": "none",
    },
    "agentgateway": {
        "file": "binds:\n- port: @PORT@\n  listeners:\n  - routes:\n    - backends:\n      - mcp:\n          targets:\n"
        "          - name: bench\n            mcp:\n              host: http://127.0.0.1:@UPSTREAM@/mcp\n",
        "command": ["agentgateway", "-f", "@FILE@"],
        "path": "/mcp",
        "work": "parse, header = body",
    },
    "supergateway": {
        "file": "",
        "command": [
            "supergateway", "--streamableHttp", "http://127.0.0.1:@UPSTREAM@/mcp", "--outputTransport",
            "streamableHttp", "--port", "@PORT@",
        ],
        "path": "/mcp",
        "work": "parse",
    },
}


def compact(value):
    return json.dumps(value, separators=(",", ":"))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def filled(text, **values):
    for name, value in values.items():
        text = text.replace(f"@{name.upper()}@", str(value))
    return text


def cpu_seconds(pids):
    total = 0
    for pid in pids:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def busy_seconds():
    """User, nice, system and stolen time of the machine; soft interrupts are the load's own."""
    fields = pathlib.Path("/proc/stat").read_text().split("\n", 1)[0].split()
    return (int(fields[1]) + int(fields[2]) + int(fields[3]) + int(fields[8])) / TICKS


class Server:
    """One process family that answers MCP on a port of this machine."""

    compiles = False  # while it runs, so that it has to be warmed
    tls = False
    connects_anew = False  # for each request

    def __init__(self, name, command, port, path, work, log):
        self.name, self.port, self.path, self.work = name, port, path, work
        self.headers, self.length, self.starts = {}, {}, []
        self.command, self.log = command, log
        self.process = None

    def start(self):
        begun = time.monotonic()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        while True:
            if self.process.poll() is not None or time.monotonic() - begun > 60:
                sys.exit(f"{self.name} did not start: see {self.log}\n{self.log.read_text()[-2000:]}")
            try:
                self.prepare()
                if self.ask("modern", call("modern", 1))[0] == 200:
                    break
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.004)
        self.starts.append((time.monotonic() - begun) * 1000)

    def prepare(self):
        """What must be known before the first request, for example a token that the server makes at start."""

    def stop(self):
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)
            self.process = None

    def family(self):
        found = [self.process.pid]
        for pid in found:
            children = pathlib.Path(f"/proc/{pid}/task/{pid}/children")
            found += [int(child) for child in children.read_text().split()]
        return found

    def memory_mb(self):
        total = 0
        for pid in self.family():
            for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
        return total / 1024

    def fields(self, profile, message):
        fields = {
            "Content-Type": "application/json",
            "Accept": "application/json, text/event-stream",
            "MCP-Protocol-Version": VERSIONS[profile],
            **self.headers,
        }
        if self.connects_anew:
            fields["Connection"] = "close"
        if profile == "modern":
            fields["Mcp-Method"] = message["method"]
            if "name" in message["params"]:
                fields["Mcp-Name"] = message["params"]["name"]
        elif hasattr(self, "session"):
            fields["Mcp-Session-Id"] = self.session
        return fields

    def ask(self, profile, message):
        connection = self.connection()
        try:
            body = compact(message)
            connection.request("POST", self.path, body, self.fields(profile, message))
            response = connection.getresponse()
            return response.status, dict(response.getheaders()), response.read()
        finally:
            connection.close()

    def connection(self):
        """Who is at the other end is not in question here: nothing is verified."""
        if self.tls:
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=20, context=context)
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)

    def open_session(self):
        status, fields, _ = self.ask("legacy", initialize())
        assert status == 200, f"{self.name}: initialize answered {status}"
        self.session = {name.lower(): value for name, value in fields.items()}["mcp-session-id"]
        self.ask("legacy", {"jsonrpc": "2.0", "method": "notifications/initialized", "params": {}})

    def check(self, profile):
        """The whole answer must be there, fields and all."""
        status, fields, body = self.ask(profile, call(profile, 999_999_999))
        answer = json.loads(body)
        right = status == 200 and answer["id"] == 999_999_999 and answer["result"] == result()
        if not right:
            sys.exit(f"{self.name} answers {profile} wrongly: {status} {body[:500]}")
        head = sum(len(name) + len(value) + 4 for name, value in fields.items()) + len("HTTP/1.1 200 OK\r\n\r\n")
        self.length[profile] = head + len(body)

    def request_file(self, profile, folder):
        message = call(profile, "@ID@")
        body = compact(message).replace('"@ID@"', "@ID@")
        length = len(body) - len("@ID@") + len("100000001")
        fields = {"Host": f"127.0.0.1:{self.port}", **self.fields(profile, message), "Content-Length": str(length)}
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        path = folder / f"{self.name}-{profile}.http"
        path.write_text(f"POST {self.path} HTTP/1.1\r\n{head}\r\n{body}", newline="")
        return path


class Sallyport(Server):
    """The gateway from its class path, with the token that it made for its home."""

    compiles = True

    def __init__(self, folder, dist, options, upstream, tls=False):
        port = free_port()
        self.tls = tls
        config = folder / "sallyport.yaml"
        how = f"certificate: {folder}/chain.crt, key: {folder}/server.key" if tls else "insecure-http: true"
        config.write_text(
            f"listen: 127.0.0.1:{port}\ntls: {{ {how} }}\n{ACCESS}{LIMITS}"
            f"servers:\n  bench:\n    url: http://127.0.0.1:{upstream}/mcp\n")
        java = shutil.which("java", path=os.environ.get("JAVA_HOME", "/nowhere") + "/bin") or "java"
        self.home = folder / "home"
        command = [
            java, *JVM, *options, "-cp", f"{dist}/lib/sallyport.jar", "dev.sallyport.Main", "run", "-c", str(config), "--home",
            str(self.home), "--ready-file", str(folder / "ready"),
        ]
        self.ready = folder / "ready"
        super().__init__(
            "sallyport", command, port, "/mcp/bench",
            "strict parse, token, host and origin, header = body, argument and result schema, argument classes, "
            "re-encoding, audit", folder / "sallyport.log")

    def start(self):
        self.ready.unlink(missing_ok=True)
        super().start()

    def prepare(self):
        token = pathlib.Path(json.loads(self.ready.read_text())["tokenFile"]).read_text().strip()
        self.headers = {"Authorization": f"Bearer {token}"}


def call(profile, number):
    note = "The user wants the figures that were shown to the board in June, with the corrected numbers."
    params = {"name": MESSAGES["tool"]["name"], "arguments": {**MESSAGES["arguments"], "note": note}}
    params["_meta"] = {"progressToken": "pt-8f14e45fceea167a"}
    if profile == "modern":
        params["_meta"].update({
            "io.modelcontextprotocol/protocolVersion": VERSIONS["modern"],
            "io.modelcontextprotocol/clientInfo": {"name": "bench", "version": "1.0.0"},
            "io.modelcontextprotocol/clientCapabilities": {},
        })
    message = {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params}
    short = 1024 - len(compact({**message, "id": 100_000_001}))
    params["arguments"]["note"] = note + " Explain the change." * (short // 20) + "." * (short % 20)
    return message


def result():
    structured = MESSAGES["structuredContent"]
    return {
        "resultType": "complete",
        "content": [{"type": "text", "text": compact(structured)}],
        "structuredContent": structured,
        "isError": False,
    }


def initialize():
    params = {
        "protocolVersion": VERSIONS["legacy"], "capabilities": {}, "clientInfo": {"name": "bench", "version": "1.0.0"}}
    return {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}


def write_answers(folder):
    about = {"capabilities": {"tools": {}}, "serverInfo": {"name": "rig", "version": "1.0.0"}}
    answers = {
        "initialize": {"protocolVersion": VERSIONS["legacy"], **about},
        "discover": {"resultType": "complete", "supportedVersions": [VERSIONS["modern"]], **about},
        "tools": {"resultType": "complete", "tools": [MESSAGES["tool"]], "ttlMs": 60000, "cacheScope": "public"},
        "result": result(),
    }
    for name, answer in answers.items():
        (folder / f"{name}.json").write_text(compact(answer))


def write_certificate(folder):
    """A chain of two with keys of P-256, as the gateway's own: the same for every server, whatever name it is asked by."""
    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], check=True, capture_output=True, cwd=folder)

    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    openssl("req", "-x509", *key, "-days", "2", "-subj", "/CN=rig", "-keyout", "ca.key", "-out", "ca.crt")
    openssl("req", *key, "-subj", "/CN=bench.example.com", "-keyout", "server.key", "-out", "server.csr")
    openssl(
        "x509", "-req", "-in", "server.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-out", "server.crt")
    (folder / "server.key").chmod(0o600)
    (folder / "chain.crt").write_text((folder / "server.crt").read_text() + (folder / "ca.crt").read_text())


def servers(options, folder):
    user = "user root;\n" if os.geteuid() == 0 else ""
    modules = next(
        (path for path in map(pathlib.Path, ["/usr/lib/nginx/modules", "/usr/lib64/nginx/modules"]) if path.is_dir()),
        pathlib.Path("modules"))

    def nginx(name, template, work, upstream):
        port = free_port()
        conf = folder / template
        conf.write_text(
            user + filled(
                (HERE / "rig" / template).read_text(), dir=folder, port=port, modules=modules, upstream=upstream,
                ssl=" ssl" if options.tls else "", certificate=certificate if options.tls else ""))
        command = ["nginx", "-p", str(folder), "-c", str(conf), "-e", str(folder / f"{name}.err")]
        return Server(name, command, port, "/mcp", work, folder / f"{name}.out")

    certificate = ""
    if options.tls:
        write_certificate(folder)
        certificate = (
            f"ssl_certificate {folder}/chain.crt; ssl_certificate_key {folder}/server.key; ssl_protocols TLSv1.3;")
    direct = nginx("direct", "upstream.conf", "the upstream itself", 0)
    proxies = [nginx("nginx", "nginx.conf", "none", direct.port)]
    for name in options.peer:
        peer, port, conf = PEERS[name], free_port(), folder / f"{name}.conf"
        if shutil.which(peer["command"][0]) is None:
            sys.exit(f"{name}: no program {peer['command'][0]} on this machine")
        conf.write_text(filled(peer["file"], port=port, upstream=direct.port))
        command = [filled(part, port=port, upstream=direct.port, file=conf) for part in peer["command"]]
        proxies.append(Server(name, command, port, peer["path"], peer["work"], folder / f"{name}.log"))
    proxies[0].tls = options.tls
    proxies.append(Sallyport(folder, options.dist, options.java_option, direct.port, options.tls))
    for server in [direct, *proxies]:
        server.connects_anew = options.new_connections
    return direct, proxies


class Rig:
    """Runs the load and takes the samples."""

    def __init__(self, folder, upstream):
        self.folder, self.upstream = folder, upstream

    def watched(self, server, command):
        """What a client prints, the CPU seconds of the server meanwhile, and the cores that neither of them used."""
        families = list(dict.fromkeys(server.family() + self.upstream.family()))
        begun, busy, ours, mine = time.monotonic(), busy_seconds(), cpu_seconds(families), cpu_seconds(server.family())
        client = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env={**os.environ, "OPENSSL_CONF": str(HERE / "rig/openssl.cnf")})
        output = client.stdout.read()
        _, status, usage = os.wait4(client.pid, 0)
        client.returncode = os.waitstatus_to_exitcode(status)
        time.sleep(0.03)
        took = time.monotonic() - begun
        mine = cpu_seconds(server.family()) - mine
        others = busy_seconds() - busy - (cpu_seconds(families) - ours) - usage.ru_utime - usage.ru_stime
        return output, mine, max(0.0, others / took)

    def handshakes(self, server, mode, seconds):
        """Handshakes alone, each of them full or each resumed, of the version and suite that all servers are asked for."""
        output, mine, others = self.watched(
            server, [sys.executable, str(HERE / "handshakes.py"), str(server.port), str(seconds), mode, server.path])
        got = json.loads(output)
        if got["cipher"][:2] != ["TLS_AES_128_GCM_SHA256", "TLSv1.3"] or got["resumed"] != got["handshakes"] * (mode == "resumed"):
            sys.exit(f"{server.name}: not the handshakes that were asked for: {output}")
        return {"rate": got["handshakes"] / got["seconds"], "cpu_us": mine * 1e6 / got["handshakes"], "others": others}

    def load(self, server, profile, connections, seconds):
        output, mine, others = self.watched(server, [
            "wrk", "-t", str(min(2, connections)), "-c", str(connections), "-d", f"{seconds}s", "--timeout", "10s",
            "-s", str(HERE / "rig/call.lua"), f"http{'s' if server.tls else ''}://127.0.0.1:{server.port}{server.path}", "--",
            str(server.request_file(profile, self.folder)),
        ])
        lines = [line for line in output.splitlines() if line.startswith("RESULT ")]
        if not lines:
            sys.exit(f"wrk failed on {server.name}:\n{output}")
        got = json.loads(lines[0][7:])
        requests = max(1, got["requests"])
        return {
            "rps": got["requests"] / got["seconds"],
            "p50_us": got["p50"],
            "p99_us": got["p99"],
            "cpu_us": mine * 1e6 / requests,
            "pss_mb": server.memory_mb(),
            "others": others,
            "requests": got["requests"],
            # what the answers weigh tells whether they are still the ones that were checked
            "void": got["errors"] > 0 or got["requests"] == 0
            or abs(got["bytes"] / requests / server.length[profile] - 1) > 0.02,
        }

    def warm(self, server, profile, seconds):
        server.check(profile)
        # a handshake costs as much as ten calls
        enough = WARM_REQUESTS // 10 if server.connects_anew else WARM_REQUESTS
        done = 0 if server.compiles else enough - 1
        while done < enough:
            done += self.load(server, profile, 64, seconds)["requests"]
        self.load(server, profile, 1, 1)

    def sample(self, server, profile, connections, seconds):
        tries = []
        while len(tries) < TRIES and not (tries and not tries[-1]["void"] and tries[-1]["others"] <= OTHERS_MAX):
            if tries:
                time.sleep(0.5)
            tries.append(self.load(server, profile, connections, seconds))
        sound = [one for one in tries if not one["void"]]
        if not sound:
            sys.exit(f"{server.name}, {profile}, {connections} connections: every sample had errors")
        best = min(sound, key=lambda one: one["others"])
        return {**best, "tries": len(tries), "voided": len(tries) - len(sound)}


def measure(options, rig, all_servers):
    for profile in options.profiles:
        for server in all_servers:
            if profile == "legacy":
                server.open_session()
            rig.warm(server, profile, options.seconds)
    samples = {}
    for round_ in range(options.rounds):
        turn = round_ % len(all_servers)
        for profile in options.profiles:
            for connections in options.connections:
                for server in all_servers[turn:] + all_servers[:turn]:
                    one = rig.sample(server, profile, connections, options.seconds)
                    samples.setdefault((profile, connections, server.name), []).append(one)
                    print(
                        f"# {profile} c={connections} {server.name}: {one['rps']:.0f} requests/s,"
                        f" {one['cpu_us']:.1f} us CPU, others {one['others']:.2f}, tries {one['tries']}",
                        file=sys.stderr, flush=True)
    return dict(sorted(samples.items()))


def measure_handshakes(options, rig, secure):
    """Rows of medians and ratios to nginx, printed; none without TLS."""
    rows = []
    if not secure:
        return rows
    for mode in ("full", "resumed"):
        samples = {server.name: [] for server in secure}
        for server in secure:
            for _ in range(3 if server.compiles else 0):
                rig.handshakes(server, mode, options.seconds)
        for round_ in range(options.rounds):
            for server in secure[round_ % 2:] + secure[:round_ % 2]:
                one = rig.handshakes(server, mode, options.seconds)
                samples[server.name].append(one)
                print(
                    f"# handshakes, {mode}, {server.name}: {one['rate']:.0f}/s, {one['cpu_us']:.0f} us CPU,"
                    f" others {one['others']:.2f}", file=sys.stderr, flush=True)
        for name, mine in samples.items():
            ratios = [one["cpu_us"] / base["cpu_us"] for one, base in zip(mine, samples["nginx"])]
            rows.append({
                "mode": mode, "server": name, "samples": mine,
                **{key: statistics.median(one[key] for one in mine) for key in ("rate", "cpu_us", "others")},
                "cpu_us_ratio": statistics.median(ratios), "cpu_us_ratio_spread": [min(ratios), max(ratios)],
            })
    print("| handshakes | server | a second | CPU µs each | CPU ratio (spread) | other CPU, cores |")
    print("|---|---|---:|---:|---:|---:|")
    for row in rows:
        low, high = row["cpu_us_ratio_spread"]
        print(
            f"| {row['mode']} | {row['server']} | {row['rate']:,.0f} | {row['cpu_us']:.0f}"
            f" | {row['cpu_us_ratio']:.2f} ({low:.2f}–{high:.2f}) | {row['others']:.2f} |")
    return rows


def summary(samples):
    rows = []
    for (profile, connections, name), mine in samples.items():
        nginx = samples[(profile, connections, "nginx")]
        row = {"profile": profile, "connections": connections, "server": name, "samples": mine}
        for key in ("rps", "p50_us", "p99_us", "cpu_us", "pss_mb", "others"):
            values = [one[key] for one in mine]
            row[key] = statistics.median(values)
            row[key + "_spread"] = [min(values), max(values)]
        for key in ("rps", "p50_us", "p99_us", "cpu_us", "pss_mb"):
            ratios = [one[key] / base[key] for one, base in zip(mine, nginx)]
            row[key + "_ratio"] = statistics.median(ratios)
            row[key + "_ratio_spread"] = [min(ratios), max(ratios)]
        rows.append(row)
    return rows


def table(rows):
    print("| profile | connections | server | requests/s (ratio) | p50 µs (ratio) | p99 µs (ratio)"
          " | CPU µs/request | CPU ratio (spread) | PSS MB | other CPU, cores |")
    print("|---|---:|---|---:|---:|---:|---:|---:|---:|---:|")
    for row in rows:
        low, high = row["cpu_us_ratio_spread"]
        print(
            f"| {row['profile']} | {row['connections']} | {row['server']} | {row['rps']:,.0f} ({row['rps_ratio']:.2f})"
            f" | {row['p50_us']:,.0f} ({row['p50_us_ratio']:.2f}) | {row['p99_us']:,.0f} ({row['p99_us_ratio']:.2f})"
            f" | {row['cpu_us']:.1f} | {row['cpu_us_ratio']:.2f} ({low:.2f}–{high:.2f}) | {row['pss_mb']:.0f}"
            f" | {row['others']:.2f} |")


def verdict(rows):
    """Prints what follows from the rows at the most connections, and returns the exit status."""
    most = max(row["connections"] for row in rows)
    last = [row for row in rows if row["connections"] == most]
    noisy = [one for row in rows for one in row["samples"] if one["others"] > OTHERS_MAX]
    if noisy:
        print(f"{len(noisy)} samples were taken while other processes used more than {OTHERS_MAX} cores,"
              f" after {TRIES} tries each: the quietest try was kept")
    headroom = {}
    for row in last:
        direct = next(one for one in last if one["profile"] == row["profile"] and one["server"] == "direct")
        if row is not direct:
            ratio = direct["rps"] / row["rps"]
            headroom[row["server"]] = min(ratio, headroom.get(row["server"], ratio))
    for name, ratio in headroom.items():
        print(f"direct ÷ {name} = {ratio:.2f}")
    ours = [row for row in last if row["server"] == "sallyport"]
    for row in ours:
        print(f"{row['profile']}: {row['cpu_us_ratio']:.2f} x nginx ({row['cpu_us']:.1f} µs)")
    if headroom["sallyport"] < HEADROOM:
        print(f"not judged: direct ÷ sallyport is below {HEADROOM}, the load or the upstream is the bottleneck")
        return 2
    worst = max(row["cpu_us_ratio"] for row in ours)
    print(f"Sallyport CPU/request = {worst:.2f} x nginx at {most} connections (bar for this issue: {BAR})")
    return 0 if worst <= BAR else 1


def machine():
    model = next(
        (line.split(":")[1].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
         if line.startswith("model name")), "unknown")
    nginx = subprocess.run(["nginx", "-v"], capture_output=True, text=True).stderr.strip()
    wrk = subprocess.run(["wrk", "-v"], capture_output=True, text=True)
    java = subprocess.run(
        [os.environ.get("JAVA_HOME", "/usr") + "/bin/java", "-version"], capture_output=True, text=True).stderr
    return {
        "cpu": model, "cores": os.cpu_count(), "kernel": os.uname().release, "nginx": nginx,
        "wrk": (wrk.stdout + wrk.stderr).split("Copyright")[0].strip(), "java": java.splitlines()[0] if java else "",
    }


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="64 connections only, two rounds: under two minutes")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2, help="length of one sample")
    parser.add_argument("--connections", type=lambda text: [int(n) for n in text.split(",")], default=[1, 16, 64])
    parser.add_argument("--profiles", type=lambda text: text.split(","), default=list(VERSIONS))
    parser.add_argument("--tls", action="store_true", help="nginx and the gateway speak TLS 1.3 with keys of P-256")
    parser.add_argument("--new-connections", action="store_true", help="a connection for each request: with --tls, a handshake")
    parser.add_argument("--peer", action="append", default=[], choices=sorted(PEERS), help="measure this one too")
    parser.add_argument("--dist", default=str(HERE.parent / "target/dist"), help="the packaged gateway")
    parser.add_argument("--java-option", action="append", default=[], help="one more option for the gateway's JVM")
    parser.add_argument("--json", type=pathlib.Path, help="write everything that was measured to this file")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.connections, options.seconds = 2, [64], 2
    return options


def main():
    options = arguments()
    for program in ("nginx", "wrk"):
        if shutil.which(program) is None:
            sys.exit(f"{program} is missing: apt-get install nginx libnginx-mod-http-lua wrk")
    with tempfile.TemporaryDirectory(prefix="sallyport-bench-") as name:
        folder = pathlib.Path(name)
        write_answers(folder)
        direct, proxies = servers(options, folder)
        all_servers = [direct, *proxies]
        try:
            for server in all_servers:
                server.start()
            for server in proxies:
                for _ in range(0 if options.quick else 2):
                    server.stop()
                    server.start()
            rig = Rig(folder, direct)
            shaken = measure_handshakes(options, rig, [one for one in all_servers if one.tls])
            rows = summary(measure(options, rig, all_servers))
        finally:
            for server in reversed(all_servers):
                server.stop()
        table(rows)
        starts = {server.name: statistics.median(server.starts) for server in proxies}
        for name, start in starts.items():
            print(f"start to first answer, {name}: {start:.0f} ms ({start / starts['nginx']:.0f} x nginx)")
        status = verdict(rows)
        if options.json:
            work = {server.name: server.work for server in all_servers}
            whole = {"machine": machine(), "work": work, "start_ms": starts, "rows": rows, "handshakes": shaken, "status": status}
            options.json.write_text(json.dumps(whole, indent=1) + "\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
