"""A clamd that speaks the real protocol over a real socket, and finds one word."""

import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

MALWARE = b"the word that this scanner knows"
SIGNATURE = "Test.Word-1"

Mood = Literal["well", "in trouble", "silent", "hanging up", "another program"]


@dataclass
class Clamd:
    """What it was sent, and how it answers."""

    url: str = ""
    mood: Mood = "well"
    stream_bytes_max: int = 1 << 30
    files: list[bytes] = field(default_factory=list)
    commands: list[bytes] = field(default_factory=list)
    # Ends the waiting of a silent one.
    over: threading.Event = field(default_factory=threading.Event)

    def talk(self, line: socket.socket) -> bytes:
        """Take one command, and what follows it; the answer."""
        told = line.makefile("rb")
        command = b""
        while not command.endswith(b"\0"):
            command += told.read(1)
        self.commands.append(command)
        if self.mood == "silent":
            self.over.wait()
        if self.mood in {"silent", "hanging up"}:
            return b""
        if self.mood == "another program":
            return b"220 mail.example ESMTP\r\n"
        if command == b"zPING\0":
            return b"PONG\0"
        assert command == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack(">I", told.read(4))[0]:
            content += told.read(length)
            if len(content) > self.stream_bytes_max:
                return b"INSTREAM size limit exceeded. ERROR\0"
        self.files.append(content)
        if self.mood == "in trouble":
            return b"stream: Can't allocate memory ERROR\0"
        found = f"{SIGNATURE} FOUND" if MALWARE in content else "OK"
        return f"stream: {found}\0".encode()


@contextmanager
def clamd(socket_file: Path | None = None) -> Iterator[Clamd]:
    """One that listens on a Unix socket, or else on a port of loopback."""
    scanner = Clamd()

    class Line(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.sendall(scanner.talk(self.request))

    server: socketserver.BaseServer
    if socket_file is not None:
        server = socketserver.ThreadingUnixStreamServer(str(socket_file), Line)
        scanner.url = f"unix://{socket_file}"
    else:
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Line)
        scanner.url = f"tcp://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield scanner
    finally:
        scanner.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
