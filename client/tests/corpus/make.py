"""Writes documents by real programs, each with marks wherever its kind has a place for them, and a
list of what has to be seen of each: make.py FOLDER [few | read]."""
import importlib
import itertools
import json
import os
import sys

folder, few, read = sys.argv[1], sys.argv[2:] == ["few"], sys.argv[2:] == ["read"]
here = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [here, os.path.join(here, "..", "hostile")]
sys.dont_write_bytecode = True
listed = []
# The first pictures are one of each kind.
groups = ["images", "written", "packed", "portable", "recorded", "plain", "read"]
groups = groups[:1] if few else groups[-1:] if read else groups
for group in groups:
    for name, contents, expected in itertools.islice(importlib.import_module(group).files(), 8 if few else None):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(contents)
        listed.append({"file": name, **expected})
with open(os.path.join(folder, "list.json"), "w") as file:
    json.dump(listed, file)
