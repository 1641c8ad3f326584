"""Many MCP servers in one nginx, and a gateway before them: what many.py and eras.py have in common."""

import http.client
import os
import pathlib
import sys
import time

import compare

QUIET_CORES = 0.25
QUIET_SECONDS_MAX = 60
ABOUT = {"capabilities": {"tools": {}}, "serverInfo": {"name": "rig", "version": "1.0.0"}}


def answers(servers, result):
    """What `rig/servers.conf` reads: an answer a line. `servers` has era and tools by name."""
    for name, (era, tools) in servers.items():
        listed = {"resultType": "complete", "tools": tools, "ttlMs": 60000, "cacheScope": "public"}
        yield name, "tools/list", listed
        yield name, "tools/call", result
        if era == "modern":
            yield name, "server/discover", {
                "resultType": "complete", "supportedVersions": [compare.VERSIONS["modern"]], **ABOUT}
        else:
            yield name, "initialize", {"protocolVersion": compare.VERSIONS["legacy"], **ABOUT}


class Rig(compare.Server):
    """The servers; ready as soon as something listens."""

    def ask(self, profile, message):
        with_nothing = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        with_nothing.connect()
        with_nothing.close()
        return 200, {}, b""


def upstream(folder, servers, result=None):
    lines = [f"{name} {method} {compare.compact(answer)}\n" for name, method, answer in answers(servers, result or {})]
    (folder / "answers.txt").write_text("".join(lines))
    modules = next(path for path in map(pathlib.Path, ["/usr/lib/nginx/modules", "/usr/lib64/nginx/modules"]) if path.is_dir())
    port = compare.free_port()
    conf = folder / "servers.conf"
    template = (compare.HERE / "rig/servers.conf").read_text()
    user = "user root;\n" if os.geteuid() == 0 else ""
    conf.write_text(user + compare.filled(template, dir=folder, port=port, modules=modules))
    command = ["nginx", "-p", str(folder), "-c", str(conf), "-e", str(folder / "servers.err")]
    return Rig("servers", command, port, "/", "", folder / "servers.out")


class Gateway(compare.Sallyport):
    """The gateway before some of the servers; ready as soon as it answers anything, so that no list was asked for yet."""

    def __init__(self, folder, options, rig, names, more=""):
        super().__init__(folder, options.dist, options.java_option, rig.port)
        lines = "".join(f"  {name}: {{ url: 'http://127.0.0.1:{rig.port}/{name}/mcp' }}\n" for name in names)
        (folder / "sallyport.yaml").write_text(f"listen: 127.0.0.1:{self.port}\ntls: {{ insecure-http: true }}\n{compare.ACCESS}{compare.LIMITS}servers:\n{lines}{more}")

    def ask(self, profile, message):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", "/")
            return (200 if connection.getresponse().status else 0), {}, b""
        finally:
            connection.close()


class Load:
    """What others do on this machine from now on, in cores."""

    def __init__(self, mine):
        self.pids = [pid for server in mine for pid in server.family()] + [os.getpid()]
        self.begun, self.busy, self.ours = time.monotonic(), compare.busy_seconds(), compare.cpu_seconds(self.pids)

    def others(self):
        ours = compare.cpu_seconds(self.pids) - self.ours
        return max(0.0, (compare.busy_seconds() - self.busy - ours) / (time.monotonic() - self.begun))


def quiet():
    """Waits until others leave the machine alone, a minute at most."""
    end = time.monotonic() + QUIET_SECONDS_MAX
    while time.monotonic() < end:
        load = Load([])
        time.sleep(0.5)
        if load.others() <= QUIET_CORES:
            return
    print("the machine did not become quiet", file=sys.stderr)
