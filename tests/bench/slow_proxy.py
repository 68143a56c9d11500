"""A TCP proxy on loopback that delays what passes it, as a slow line does.

It knows nothing of HTTP and does not limit the bandwidth.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

# TCP's handshake (RFC 9293, 3.5) and that of TLS 1.3 (RFC 8446, 2) take one round trip each.
SET_UP_ROUND_TRIPS = 2
_CHUNK = 65_536


class Line:
    """When bytes that enter one end of a connection leave the other; seconds of one clock."""

    def __init__(self, round_trip: float, opened: float) -> None:
        self._one_way = round_trip / 2
        self._set_up = opened + SET_UP_ROUND_TRIPS * round_trip

    def from_client(self, entered: float) -> float:
        """Return when the server gets what the client sent; not before the connection is set up."""
        return max(entered, self._set_up) + self._one_way

    def from_server(self, entered: float) -> float:
        """Return when the client gets what the server sent."""
        return entered + self._one_way


class SlowProxy:
    """Listens on `port` of 127.0.0.1 and forwards to another port of it.

    `round_trip` (seconds) holds for the connections that are opened after it is set. A test gives a
    clock and a sleep of its own.
    """

    def __init__(
        self,
        upstream_port: int,
        round_trip: float = 0.0,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.round_trip = round_trip
        self.port = 0
        self._upstream_port = upstream_port
        self._clock = clock
        self._sleep = sleep
        self._started = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._started.wait()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    async def _run(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._relay, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._started.set()
        await self._stop.wait()
        # The connections that are still open end with the loop: `wait_closed` waits for browsers.
        server.close()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = Line(self.round_trip, self._clock())
        try:
            answers, upstream = await asyncio.open_connection("127.0.0.1", self._upstream_port)
        except OSError:
            writer.close()
            return
        try:
            await asyncio.gather(
                self._forward(reader, upstream, line.from_client),
                self._forward(answers, writer, line.from_server),
            )
        except asyncio.CancelledError:
            # The proxy stops; Python 3.11 would print a traceback for each open connection.
            pass
        finally:
            upstream.close()
            writer.close()

    async def _forward(
        self,
        source: asyncio.StreamReader,
        target: asyncio.StreamWriter,
        due: Callable[[float], float],
    ) -> None:
        """Pass on what comes until its end; bytes that are under way delay none behind them."""
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        reading = asyncio.create_task(self._read(source, under_way, due))
        while True:
            moment, data = await under_way.get()
            await self._sleep(moment - self._clock())
            if not data:
                break
            target.write(data)
        await reading
        with suppress(OSError):
            target.write_eof()

    async def _read(
        self,
        source: asyncio.StreamReader,
        under_way: asyncio.Queue[tuple[float, bytes]],
        due: Callable[[float], float],
    ) -> None:
        """Note when each chunk is due; an empty one is the end."""
        data = b"first"
        while data:
            try:
                data = await source.read(_CHUNK)
            except ConnectionError:
                data = b""
            under_way.put_nowait((due(self._clock()), data))
