#!/usr/bin/env python3
"""What the ledger costs: time, processor and allocation of a call, bytes on the disk, and how fast it is verified; see bench/README.md.

Needs what compare.py needs, and the benchmarks (in bench/: mvn package). The gateway without a ledger is `LedgerGateway` of the
benchmarks on the packaged gateway; the product itself cannot be told to record nothing.
"""

import argparse
import contextlib
import gzip
import json
import os
import pathlib
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zlib

import compare
import eras
import fleet

MODES = ("off", "process", "strict")
KINDS = {"off": "unrecorded", "turns": "turns"}
PROFILE = "modern"
SHARE_SECONDS = 20
TURNS_SECONDS = 20
NGINX_SECONDS = 5
# what the same call took a bare nginx, by connections, in a quiet hour (bench/README.md): budgets in microseconds are for such a machine
QUIET_NGINX_US = {1: 48.9, 16: 21.7, 64: 19.8}
COLUMNS = {"rps": "{:,.0f}", "p50_us": "{:,.0f}", "p99_us": "{:,.0f}", "cpu_us": "{:.1f}", "bytes": "{:,.0f}"}


class Recorded(compare.Sallyport):
    """The gateway with one durability, or without a ledger; its ledger is in a folder of its own."""

    def __init__(self, folder, options, upstream, mode):
        own, place = folder / mode, pathlib.Path(tempfile.mkdtemp(prefix=f"ledger-{mode}-", dir=options.folder))
        own.mkdir()
        super().__init__(own, options.dist, options.java_option, upstream)
        self.name, self.place = mode, place
        config = own / "sallyport.yaml"
        config.write_text(config.read_text() + (f"audit: {{ durability: {mode} }}\n" if mode == "strict" else ""))
        self.command = [
            java(), *compare.JVM, *options.java_option, "-cp", class_path(options), "dev.sallyport.bench.LedgerGateway",
            KINDS.get(mode, "recorded"), str(config), str(place), str(self.ready)]

    def entries(self):
        """The lines of the fullest segment, compressed or not."""
        def text(path):
            return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        segments = [path for path in (self.place / "audit/gateway-1").iterdir() if path.name.endswith((".jsonl", ".jsonl.gz"))]
        return max((text(path) for path in segments), key=len).splitlines(keepends=True)


def java():
    return shutil.which("java", path=os.environ.get("JAVA_HOME", "/nowhere") + "/bin") or "java"


def class_path(options):
    return f"{options.dist}/lib/sallyport.jar:{compare.HERE}/target/classes"


def sampled(options, load, gateway, connections):
    """A sample, with the bytes that the process allocated for each call."""
    before = eras.allocated(gateway)
    one = load.sample(gateway, PROFILE, connections, options.seconds)
    # tries that were thrown away have allocated too
    one["bytes"] = (eras.allocated(gateway) - before) / one["requests"] if one["tries"] == 1 else None
    return one


def added(mine, base, key):
    """Median and range of the differences in the same round."""
    values = [one[key] - other[key] for one, other in zip(mine, base) if one[key] is not None and other[key] is not None]
    return {"median": statistics.median(values), "range": [min(values), max(values)]} if values else None


def calls(options, folder):
    """Calls through three gateways in turn."""
    nothing = argparse.Namespace(tls=False, peer=[], new_connections=False, dist=options.dist, java_option=[])
    compare.write_answers(folder)
    upstream, _ = compare.servers(nothing, folder)
    gateways = [Recorded(folder, options, upstream.port, mode) for mode in MODES]
    samples = {}
    try:
        upstream.start()
        load = compare.Rig(folder, upstream)
        for gateway in gateways:
            gateway.start()
            gateway.check(PROFILE)
            done = 0
            while done < options.warm:
                done += load.load(gateway, PROFILE, 64, options.seconds)["requests"]
            load.load(gateway, PROFILE, 1, 1)
        for round_ in range(options.rounds):
            fleet.quiet()
            turn = round_ % len(gateways)
            for connections in options.connections:
                for gateway in gateways[turn:] + gateways[:turn]:
                    one = sampled(options, load, gateway, connections)
                    samples.setdefault((connections, gateway.name), []).append(one)
                    print(
                        f"# c={connections} {gateway.name}: {one['rps']:.0f} requests/s, {one['cpu_us']:.1f} us CPU,"
                        f" others {one['others']:.2f}, tries {one['tries']}", file=sys.stderr, flush=True)
        rows = table(samples)
        for gateway in gateways:
            gateway.stop()
        return {"rows": rows, "entries": [size(gateway) for gateway in gateways if gateway.name != "off"]}
    finally:
        for gateway in gateways:
            gateway.stop()
            shutil.rmtree(gateway.place)
        upstream.stop()


@contextlib.contextmanager
def warmed(options, folder, mode):
    """One gateway that has been called often enough to be compiled, a bare nginx that is not started, and what loads them."""
    nothing = argparse.Namespace(tls=False, peer=[], new_connections=False, dist=options.dist, java_option=[])
    compare.write_answers(folder)
    upstream, (nginx, *_) = compare.servers(nothing, folder)
    gateway = Recorded(folder, options, upstream.port, mode)
    try:
        upstream.start()
        load = compare.Rig(folder, upstream)
        gateway.start()
        gateway.check(PROFILE)
        done = 0
        while done < options.warm:
            done += load.load(gateway, PROFILE, 64, options.seconds)["requests"]
        yield gateway, nginx, load
    finally:
        nginx.stop()
        gateway.stop()
        shutil.rmtree(gateway.place)
        upstream.stop()


def turns(options, folder):
    """Calls through one gateway that records in one second of two, and before each load of it some through a bare nginx."""
    rows = []
    with warmed(options, folder, "turns") as (gateway, nginx, load):
        nginx.start()
        nginx.check(PROFILE)
        spans = {connections: [] for connections in options.connections}
        bare = {connections: [] for connections in options.connections}
        for _ in range(options.rounds):
            for connections in options.connections:
                base = load.sample(nginx, PROFILE, connections, NGINX_SECONDS)
                bare[connections].append(base["cpu_us"])
                began = time.time()
                one = load.load(gateway, PROFILE, connections, TURNS_SECONDS)
                spans[connections].append((began, time.time()))
                print(f"# c={connections}: {one['cpu_us']:.1f} us CPU, others {one['others']:.2f};"
                      f" nginx {base['cpu_us']:.1f}, others {base['others']:.2f}", file=sys.stderr, flush=True)
        lines = [line.split() for line in (gateway.place / "turns").read_text().splitlines()]
        for connections, within in spans.items():
            rows.append(turned(connections, pairs(lines, within), bare[connections]))
    return rows


def pairs(lines, spans):
    """Pairs of turns, one recorded and one not, that a load was there for from the first moment to the last."""
    found = []
    for first, second in zip(lines[::2], lines[1::2]):
        ends = int(first[0]) / 1000 - 1.1, int(second[0]) / 1000
        if any(began <= ends[0] and ends[1] <= ended for began, ended in spans):
            found.append({what: [int(number) for number in numbers] for _, what, *numbers in (first, second)})
    return found


def turned(connections, found, bare):
    """What recording adds, to the turn itself and later, also in calls of nginx; with intervals that hold 95 % of drawn samples."""
    def added(some):
        def each(what, number):
            return sum(pair[what][number] for pair in some) / sum(pair[what][0] for pair in some) / 1_000
        later = sum(pair[what][2] for pair in some for what in pair) / sum(pair["process"][0] for pair in some) / 1_000
        return each("process", 1) - each("off", 1), later, each("off", 1)

    drawn = random.Random(6)
    def again(some):
        return drawn.choices(some, k=len(some))

    at_once, later, off = added(found)
    nginx = statistics.mean(bare)
    sums, calls = [], []
    for _ in range(2_000):
        sums.append(sum(added(again(found))[:2]))
        calls.append(sums[-1] / statistics.mean(again(bare)))
    interval, calls_interval = ([sorted(values)[place] for place in (49, 1949)] for values in (sums, calls))
    row = {"connections": connections, "pairs": len(found), "off_us": off, "at_once_us": at_once, "later_us": later,
           "added_us": at_once + later, "interval": interval, "turns": found, "nginx_us": nginx, "nginx": bare,
           "nginx_calls": (at_once + later) / nginx, "nginx_calls_interval": calls_interval}
    print(f"{connections} connections: {row['added_us']:.1f} µs CPU added ({interval[0]:.1f}–{interval[1]:.1f}), {at_once:.1f} at once and"
          f" {later:.1f} later, to {off:.1f} µs; {len(found)} pairs of turns; a call of nginx takes {nginx:.1f}, so"
          f" {row['nginx_calls']:.2f} of one ({calls_interval[0]:.2f}–{calls_interval[1]:.2f})", flush=True)
    quiet = QUIET_NGINX_US.get(connections)
    if quiet:
        print(f"# where it takes {quiet} µs, as in a quiet hour: {quiet * row['nginx_calls']:.1f} µs"
              f" ({quiet * calls_interval[0]:.1f}–{quiet * calls_interval[1]:.1f})", flush=True)
    return row


def table(samples):
    """Rows of medians, and of differences to the gateway without a ledger in the same round."""
    rows = []
    print("| connections | ledger | requests/s (ratio, spread) | p50 µs | p99 µs | CPU µs/request | bytes allocated/request"
          " | added: p50 µs | p99 µs | CPU µs | bytes | other load, cores |")
    print("|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    for (connections, mode), mine in samples.items():
        base = samples[connections, "off"]
        row = {"connections": connections, "ledger": mode, "samples": mine}
        for key in (*COLUMNS, "others"):
            known = [one[key] for one in mine if one[key] is not None]
            row[key] = statistics.median(known) if known else None
        ratios = [one["rps"] / other["rps"] for one, other in zip(mine, base)]
        row["rps_ratio"], row["rps_ratio_spread"] = statistics.median(ratios), [min(ratios), max(ratios)]
        row["added"] = {key: added(mine, base, key) for key in ("p50_us", "p99_us", "cpu_us", "bytes")}
        rows.append(row)
        plain = ["–" if row[key] is None else form.format(row[key]) for key, form in COLUMNS.items()]
        plain[0] += f" ({row['rps_ratio']:.2f}, {row['rps_ratio_spread'][0]:.2f}–{row['rps_ratio_spread'][1]:.2f})"
        more = []
        for key, one in row["added"].items():
            form = COLUMNS[key]
            more.append("–" if one is None or mode == "off" else
                        f"{form} ({form} to {form})".format(one["median"], *one["range"]))
        print(f"| {connections} | {mode} | " + " | ".join(plain + more) + f" | {row['others']:.2f} |", flush=True)
    return rows


def size(gateway):
    """Bytes of the entries of calls alone, as they are and as a compressed segment has them on average."""
    lines = gateway.entries()
    of_calls = [line for line in lines if b'"method":"tools/call"' in line]
    by_event = {}
    for line in of_calls:
        by_event.setdefault(json.loads(line)["event"], []).append(len(line))
    compressor = zlib.compressobj(1, zlib.DEFLATED, -15)
    compressed = len(compressor.compress(b"".join(lines)) + compressor.flush()) / len(lines)
    found = {
        "ledger": gateway.name, "segment_entries": len(lines), "compressed_bytes": compressed,
        "bytes": {event: statistics.mean(sizes) for event, sizes in by_event.items()}}
    each = ", ".join(f"{event} {mean:.0f}" for event, mean in found["bytes"].items())
    print(f"{gateway.name}: bytes of an entry of a tools/call: {each}; compressed {compressed:.0f}"
          f" (segment of {len(lines):,} entries)", flush=True)
    return found


def allocation(options, folder):
    """What the ledger itself takes for an entry that is made already (JMH)."""
    report = folder / "jmh.json"
    command = [
        java(), "-XX:+UseCompactObjectHeaders", f"-Dledger.folder={options.folder}", "-jar",
        str(compare.HERE / "target/bench.jar"), r"LedgerBenchmark\.(process|strict|strictGroup)$", "-prof", "gc", "-f", "1",
        "-wi", "2", "-w", f"{options.seconds}s", "-i", str(options.rounds), "-r", f"{options.seconds}s", "-rf", "json",
        "-rff", str(report)]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if run.returncode or not report.exists():
        sys.exit(f"JMH failed:\n{run.stdout[-2000:]}{run.stderr[-2000:]}")
    rows = []
    for one in json.loads(report.read_text()):
        name = one["benchmark"].rpartition(".")[2]
        entries = 16 if name == "strictGroup" else 1
        norm = next(value for key, value in one["secondaryMetrics"].items() if key.endswith("gc.alloc.rate.norm"))
        times = [value for fork in one["primaryMetric"]["rawData"] for value in fork]
        row = {
            "what": name, "us": statistics.median(times) / entries, "us_spread": [min(times) / entries, max(times) / entries],
            "bytes": norm["score"] / entries}
        rows.append(row)
        print(f"{name}: {row['us']:.2f} µs ({row['us_spread'][0]:.2f}–{row['us_spread'][1]:.2f}) and"
              f" {row['bytes']:.0f} bytes allocated an entry", flush=True)
    return rows


# A CPU sample belongs to the first of these that stands in its stack, from its innermost frame outwards.
PLACES = {
    "dev.sallyport.protocol.json.JsonDigest.bytes": "digest of arguments",
    "dev.sallyport.practice.audit.AuditRecorder.entry": "rest of the entry",
    "dev.sallyport.ledger.Ledger.append": "write(2)",
    "dev.sallyport.practice.audit.AuditRecorder.tend": "disk, tree, signature",
    "dev.sallyport.practice.audit.Keeping.keep": "compression",
}


def place(stack):
    """Where a sample belongs; nowhere without an entry, for the digest has other uses too."""
    named = [PLACES[frame] for frame in stack if frame in PLACES]
    return named[0] if named and named != ["digest of arguments"] else None


def jcmd(gateway, *command):
    run = subprocess.run([java().removesuffix("java") + "jcmd", str(gateway.process.pid), *command], capture_output=True, text=True)
    if run.returncode:
        sys.exit(f"jcmd failed:\n{run.stdout}{run.stderr}")


def share(options, folder):
    """Which part of the processor's time goes into the ledger, by samples of a gateway under load."""
    rows = []
    with warmed(options, folder, "process") as (gateway, _, load):
        for connections in options.connections:
            file = folder / f"{connections}.jfr"
            jcmd(gateway, "JFR.start", "name=share", "jdk.CPUTimeSample#enabled=true", "jdk.CPUTimeSample#throttle=2ms")
            one = load.load(gateway, PROFILE, connections, SHARE_SECONDS)
            jcmd(gateway, "JFR.stop", "name=share", f"filename={file}")
            rows.append(shared(connections, one["cpu_us"], file))
    return rows


def shared(connections, cpu_us, file):
    """What the samples of one load say."""
    text = subprocess.run([java().removesuffix("java") + "jfr", "print", "--events", "jdk.CPUTimeSample", "--stack-depth", "64", str(file)],
                          capture_output=True, text=True, check=True).stdout
    stacks = [re.findall(r"^\s+([\w.$]+)\(.*line:", sample, re.M) for sample in text.split("jdk.CPUTimeSample {")[1:]]
    counts = dict.fromkeys(PLACES.values(), 0)
    for stack in stacks:
        where = place(stack)
        if where is not None:
            counts[where] += 1
    row = {"connections": connections, "cpu_us": cpu_us, "samples": len(stacks),
           "us": {where: cpu_us * count / len(stacks) for where, count in counts.items()}}
    parts = ", ".join(f"{where} {us:.1f}" for where, us in row["us"].items())
    print(f"{connections} connections: {sum(row['us'].values()):.1f} of {cpu_us:.1f} µs CPU are the ledger's,"
          f" {100 * sum(counts.values()) / len(stacks):.1f} %, by {len(stacks):,} samples: {parts}", flush=True)
    return row


def cost(options, folder):
    """What an entry costs the loop of a call, and the parts of that, in memory: the least of many turns, and their median."""
    place = tempfile.mkdtemp(prefix="ledger-cost-", dir=options.folder)
    try:
        run = subprocess.run(
            [java(), *compare.JVM, "-cp", str(compare.HERE / "target/bench.jar"), "dev.sallyport.practice.audit.RecordingCost", place],
            capture_output=True, text=True, cwd=compare.HERE)
    finally:
        shutil.rmtree(place)
    found = re.findall(r"^(.+): (\d+) \(median (\d+)\)$", run.stdout, re.M)
    if run.returncode or not found:
        sys.exit(f"RecordingCost failed:\n{run.stdout[-2000:]}{run.stderr[-2000:]}")
    rows = [{"what": what, "least_us": int(least) / 1_000, "median_us": int(median) / 1_000} for what, least, median in found]
    for row in rows:
        print(f"{row['what']}: {row['least_us']:.1f} µs (median {row['median_us']:.1f})", flush=True)
    return rows


def verify(options, folder):
    """Processor time of the one thread that verifies."""
    place = tempfile.mkdtemp(prefix="ledger-verify-", dir=options.folder)
    try:
        run = subprocess.run(
            [java(), *compare.JVM, "-cp", class_path(options), "dev.sallyport.bench.VerifySpeed", place, str(options.entries)],
            capture_output=True, text=True, cwd=folder)
    finally:
        shutil.rmtree(place)
    found = re.findall(r"^whole: (\d+) entries of (\d+) bytes, [\d.]+ s of CPU, (\d+) entries/s", run.stdout, re.M)
    if run.returncode or not found or "NOT WHOLE" in run.stdout:
        sys.exit(f"VerifySpeed failed:\n{run.stdout[-2000:]}{run.stderr[-2000:]}")
    speeds = [int(speed) for _, _, speed in found]
    row = {
        "entries": int(found[0][0]), "entry_bytes": int(found[0][1]), "entries_per_second": statistics.median(speeds),
        "spread": [min(speeds), max(speeds)]}
    print(f"verified: {row['entries_per_second']:,.0f} entries/s ({row['spread'][0]:,}–{row['spread'][1]:,}) of"
          f" {row['entry_bytes']} bytes, {row['entries']:,} entries", flush=True)
    return row


PARTS = {"calls": calls, "turns": turns, "share": share, "cost": cost, "allocation": allocation, "verify": verify}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", default=list(PARTS), choices=list(PARTS))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2, help="length of one sample")
    parser.add_argument("--connections", type=lambda text: [int(n) for n in text.split(",")], default=[1, 16, 64])
    parser.add_argument("--warm", type=int, default=compare.WARM_REQUESTS, help="calls of each gateway before it is measured")
    parser.add_argument("--entries", type=int, default=1_000_000, help="what is verified")
    parser.add_argument("--folder", type=pathlib.Path, default=pathlib.Path(tempfile.gettempdir()),
                        help="where ledgers lie: a real disk, for in memory `strict` costs nothing")
    parser.add_argument("--dist", default=str(compare.HERE.parent / "target/dist"), help="the packaged gateway")
    parser.add_argument("--java-option", action="append", default=[], help="one more option for the gateways' JVM")
    parser.add_argument("--json", type=pathlib.Path, help="write everything that was measured to this file")
    return parser.parse_args()


def disk(folder):
    """What kind of file system a folder is on."""
    return subprocess.run(["stat", "-f", "-c", "%T", str(folder)], capture_output=True, text=True).stdout.strip()


def main():
    options = arguments()
    for program in ("nginx", "wrk"):
        if {"calls", "turns", "share"} & set(options.what) and shutil.which(program) is None:
            sys.exit(f"{program} is missing: apt-get install nginx libnginx-mod-http-lua wrk")
    whole = {"machine": {**compare.machine(), "disk": disk(options.folder)}, "load_before": os.getloadavg()}
    print(json.dumps(whole["machine"]))
    for what in options.what:
        with tempfile.TemporaryDirectory(prefix="sallyport-bench-") as name:
            whole[what] = PARTS[what](options, pathlib.Path(name))
    whole["load_after"] = os.getloadavg()
    print(f"load average before {whole['load_before'][0]:.1f}, after {whole['load_after'][0]:.1f}, {os.cpu_count()} cores")
    if options.json:
        options.json.write_text(json.dumps(whole, indent=1) + "\n")


if __name__ == "__main__":
    main()
