#!/usr/bin/env python3
"""What the launcher's AOT cache saves: start, first list of ten servers of a hundred tools, first call; see bench/README.md.

Needs what compare.py needs, and the cache of `./sallyport version`, which makes it a few seconds after its first use. CPU times are those of
the process, and of its busiest loop while it answers; they suffer less than wall clock from what else runs.
"""

import argparse
import json
import pathlib
import tempfile
import time

import compare
import fleet
import many


def loops(process):
    """Nanoseconds on a core so far, by loop."""
    found = {}
    for task in pathlib.Path(f"/proc/{process.pid}/task").iterdir():
        if (task / "comm").read_text().startswith("multiThreadIo"):
            found[task.name] = int((task / "schedstat").read_text().split()[0])
    return found


class Watch:
    """Milliseconds from now on: of the clock, and on a core of the busiest loop."""

    def __init__(self, gateway):
        self.process, self.begun, self.before = gateway.process, time.monotonic(), loops(gateway.process)

    def took(self):
        wall = (time.monotonic() - self.begun) * 1000
        after = loops(self.process)
        return wall, max(after[name] - self.before.get(name, 0) for name in after) / 1e6


def fresh(folder, options, rig):
    gateway = fleet.Gateway(folder, options, rig, list(many.servers("modern")))
    load = fleet.Load([rig])
    try:
        gateway.start()
        ready, cpu = gateway.starts[-1], compare.cpu_seconds(gateway.family()) * 1000
        time.sleep(options.pause)
        client, watch = many.Client(gateway), Watch(gateway)
        client.walk()
        first = watch.took()
        watch = Watch(gateway)
        client.walk()
        second = watch.took()
        watch = Watch(gateway)
        client.ask("/mcp", "tools/call", name="server-3_tool_number_7", arguments={"argument_1": "x"})
        call = watch.took()
        load.pids += gateway.family()
        return {
            "ready": ready, "ready, CPU": cpu, "first list": first[0], "first list, CPU": first[1],
            "second list": second[0], "second list, CPU": second[1], "first call": call[0], "first call, CPU": call[1],
            "other load, cores": load.others(),
        }
    finally:
        gateway.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pause", type=float, default=3, help="seconds from ready to the first list, for the survey")
    parser.add_argument("--cache", action="append", default=[], help="an AOT cache; may be repeated")
    parser.add_argument("--dist", default=str(compare.HERE.parent / "target/dist"), help="the packaged gateway")
    options = parser.parse_args()
    caches = options.cache or sorted(str(path) for path in pathlib.Path(options.dist).glob("*.aot"))
    ways = {"without": [], **{pathlib.Path(cache).name: [f"-XX:AOTCache={cache}"] for cache in caches}}
    print(json.dumps(compare.machine()))
    rows = {way: [] for way in ways}
    with tempfile.TemporaryDirectory(prefix="sallyport-bench-") as name:
        folder = pathlib.Path(name)
        rig = fleet.upstream(folder, many.servers("modern"), {"resultType": "complete", "content": []})
        try:
            rig.start()
            for _ in range(options.rounds):
                for way, flags in ways.items():
                    options.java_option = flags
                    rows[way].append(fresh(folder, options, rig))
        finally:
            rig.stop()
    for key in rows["without"][0]:
        print(f"{key:20}", *(f"{way}: {many.spread(each, key):30}" for way, each in rows.items()))


if __name__ == "__main__":
    main()
