"""Parses pairs of JSON texts (name.a, name.b) in a folder and prints each pair that is not equal."""

import json
import pathlib
import sys


def read(path):
    return json.loads(path.read_bytes().decode("utf-8", "strict"))


def same(a, b):
    """Equality in value and in type: 1 is neither 1.0 nor True here, and -0 is 0."""
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[name], b[name]) for name in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b


firsts = sorted(pathlib.Path(sys.argv[1]).glob("*.a"))
for first in firsts:
    if not same(read(first), read(first.with_suffix(".b"))):
        print("differs", first.name)
print("compared", len(firsts))
