"""A machine with no network but its own: notes every name that is looked up on it, plays what listens on its ports, and runs a command.

Told and tells in JSON: {"socks": [port…], "others": [port…], "run": [word…]} to {"lookups": [hex…], "asked": [{"port", "kind", "name"}…], "status", "out", "err"}."""

import json
import socket
import subprocess
import sys
import threading

ONION_NOT_FOUND = 0xF0
told = json.loads(sys.argv[1])
lookups, asked = [], []


def listen(port, kind=socket.SOCK_STREAM):
    listener = socket.socket(socket.AF_INET, kind)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    if kind == socket.SOCK_STREAM:
        listener.listen()
    return listener


def note_lookups(listener):
    while True:
        query, sender = listener.recvfrom(4096)
        lookups.append(query.hex())
        # "No such name": whoever asked goes on.
        listener.sendto(query[:2] + b"\x81\x83" + query[4:6] + bytes(6) + query[12:], sender)


def talk(stream, port):
    read = stream.makefile("rb").read
    read(read(2)[1])
    stream.sendall(b"\x05\x02")
    if not (begun := read(2)):
        return
    read(begun[1])
    read(read(1)[0])
    stream.sendall(b"\x01\x00")
    kind = read(4)[3]
    name = read(read(1)[0]).decode() if kind == 3 else ""
    asked.append({"port": port, "kind": kind, "name": name})
    stream.sendall(bytes([5, ONION_NOT_FOUND, 0, 1]) + bytes(6))


def play(listener, port, is_socks):
    while True:
        stream, _ = listener.accept()
        with stream:
            if is_socks:
                talk(stream, port)
            else:
                stream.sendall(b"HTTP/1.1 400 x\r\n\r\n")


def start(act, *of):
    threading.Thread(target=act, args=of, daemon=True).start()


start(note_lookups, listen(53, socket.SOCK_DGRAM))
for number in told["socks"]:
    start(play, listen(number), number, True)
for number in told["others"]:
    start(play, listen(number), number, False)
ran = subprocess.run(told["run"], stdin=subprocess.DEVNULL, capture_output=True, text=True)
print(json.dumps({"lookups": lookups, "asked": asked, "status": ran.returncode, "out": ran.stdout, "err": ran.stderr}))
