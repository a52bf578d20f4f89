"""Serves all practice sites on loopback: `with serve() as running: …`.

Each site has an address of its own, `127.0.1.<number>`, on one port, so that addresses stay the same
from run to run; where such addresses cannot be bound (not on Linux), each has a port of its own on
127.0.0.1, the given one and those after it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator

from practice import generator, tls
from practice.http import Door, Hit, Reply, Request
from practice.publications import Publication
from practice.systems import Site, System, systems

PORT = 8801
TRIES = 20


class PortTakenError(OSError):
    """Another program listens where the practice sites should."""


def listen(host: str, port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
        made.listen(128)
    except OSError:
        made.close()
        raise
    return made


def loopback_addresses() -> bool:
    """Whether addresses of loopback other than 127.0.0.1 can be bound here."""
    try:
        listen("127.0.1.1", 0).close()
    except OSError:
        return False
    return True


def sockets(sites: list[Site], port: int) -> dict[str, socket.socket]:
    """A listening socket per site; PortTakenError if one cannot be had. Port 0 finds a free one."""
    for _ in range(TRIES if port == 0 else 1):
        made: dict[str, socket.socket] = {}
        try:
            chosen = port
            if loopback_addresses():
                for site in sites:
                    made[site.id] = listen(f"127.0.1.{site.number}", chosen)
                    chosen = made[site.id].getsockname()[1]
            else:
                for site in sites:
                    made[site.id] = listen("127.0.0.1", port + site.number - 1 if port else 0)
        except OSError as error:
            for taken in made.values():
                taken.close()
            last = error
        else:
            return made
    raise PortTakenError(
        f"port {port} is taken or cannot be used ({last.strerror}): "
        "end what listens there, or give another by --port"
    )


class Practice:
    """The running practice sites.

    `address` gives host:port by the id of a site, `hosts` those of the sites of the demo; `log` holds
    every request ever answered; setting `night` shows the sites as they stand on that night.
    """

    def __init__(self, port: int = PORT, night: int = 1) -> None:
        self.log: list[Hit] = []
        self.sites = [site for site, _ in systems().values()]
        self._sockets = sockets(self.sites, port)
        self.address = {name: "{}:{}".format(*found.getsockname()) for name, found in self._sockets.items()}
        self.hosts = [self.address[site.id] for site in self.sites if site.group == "demo"]
        self._running: dict[str, System] = {}
        self.night = night
        self._tasks: set[asyncio.Task[None]] = set()
        self._opened = threading.Event()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._serve()), name="practice", daemon=True
        )
        self._thread.start()
        self._opened.wait(timeout=10)

    @property
    def night(self) -> int:
        return self._night

    @night.setter
    def night(self, night: int) -> None:
        self._night = night
        self._running = {
            name: kind(site, generator.publications(site), night, self.address.__getitem__)
            for name, (site, kind) in systems().items()
        }

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._ending = asyncio.Event()
        servers = []
        for site in self.sites:
            listening = self._sockets[site.id]
            secure = tls.context(site.tls, listening.getsockname()[0]) if site.tls else None
            servers.append(await asyncio.start_server(self._door(site.id), sock=listening, ssl=secure))
        self._opened.set()
        await self._ending.wait()
        for server in servers:
            server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _door(self, name: str) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
        door = Door(name, self.address[name], lambda request: self.respond(name, request), self.log)

        async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None  # noqa: S101 (a connection's callback always runs in a task)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            # The stop of the site ends a connection by cancelling its task; that is no error.
            with contextlib.suppress(asyncio.CancelledError):
                await door.serve(reader, writer)
            writer.transport.abort()

        return accept

    def respond(self, name: str, request: Request) -> Reply:
        return self._running[name].respond(request)

    def url(self, site: str, path: str = "/") -> str:
        """The address of a path on a site."""
        found, _ = systems()[site]
        return f"{'https' if found.tls else 'http'}://{self.address[site]}{path}"

    def registry(self, *only: str, paths: tuple[str, ...] = ()) -> str:
        """The registry as TOML: the sites of the demo, or the sites and groups named.

        `paths` stand in place of the columns: `registry("practice_faults", paths=("/fault/soft-404/list",))`.
        """
        wanted = set(only) or {"demo"}
        entries: list[str] = []
        for name, (site, _) in systems().items():
            if not wanted & {name, site.group}:
                continue
            columns = [self.url(name, column) for column in (paths or site.columns)]
            expect = max_per_year(generator.publications(site))
            fields = {
                "id": site.id,
                "name": site.name,
                "region": site.region,
                "hosts": [self.address[host] for host in (name, *site.twins)],
                "columns": columns,
                "adapter": "auto",
                "expect": expect,
            }
            lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items()]
            entries.append("[[sites]]\n" + "\n".join(lines) + "\n")
        return "\n".join(entries)

    def stop(self) -> None:
        """End the server; what was logged stays."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._ending.set)
            self._thread.join(timeout=10)


def max_per_year(items: tuple[Publication, ...]) -> int:
    """How many reports on one year a site has in its fullest year."""
    years = [item.filing.year for item in items if item.filing]
    return max((years.count(year) for year in set(years)), default=0)


@contextlib.contextmanager
def serve(port: int = PORT, night: int = 1) -> Iterator[Practice]:
    """The practice sites, running until the block ends; PortTakenError names a port that is taken."""
    running = Practice(port, night)
    try:
        yield running
    finally:
        running.stop()
