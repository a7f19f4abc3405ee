"""Writes documents that mean harm into a folder: make.py FOLDER GROUP PORT. What they ask for over a
network, they ask for at this port of this machine; what they ask for as a file is in FOLDER/secret."""
import importlib
import os
import sys

folder, group, port = sys.argv[1:]
sys.path.insert(0, os.path.dirname(__file__))
sys.dont_write_bytecode = True
for name, contents in importlib.import_module(group).files(f"http://127.0.0.1:{port}", f"{folder}/secret"):
    with open(os.path.join(folder, name), "wb") as file:
        file.write(contents)
    print(name)
