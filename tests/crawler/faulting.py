"""The practice site of the faults, each fault on a host of its own: none is left alone for another's."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

from practice import generator
from practice.faults import FAULTS
from practice.http import Door, Hit
from practice.site import listen
from practice.systems import systems
from practice.systems.faulty import Faulty


@dataclass
class Hosts:
    """Running hosts: their addresses by the name of the fault, and what was asked of them."""

    address: dict[str, str] = field(default_factory=dict)
    log: list[Hit] = field(default_factory=list)

    def columns(self) -> dict[str, dict[str, list[str]]]:
        return {
            site_id(name): {"columns": [f"http://{address}/fault/{name}/list"]}
            for name, address in self.address.items()
        }

    def asked(self, name: str) -> int:
        return sum(hit.site == name for hit in self.log)


def site_id(name: str) -> str:
    return name.replace("-", "_")


@contextlib.contextmanager
def serve() -> Iterator[Hosts]:
    hosts = Hosts()
    ready, stop = threading.Event(), threading.Event()

    async def main() -> None:
        site, _ = systems()["practice_faults"]
        servers, tasks = [], set()
        kind = Faulty(site, generator.publications(site), 1, lambda name: hosts.address.get(name, ""))
        for name in FAULTS:
            listening = listen("127.0.0.1", 0)
            hosts.address[name] = "{}:{}".format(*listening.getsockname())
            door = Door(name, hosts.address[name], kind.respond, hosts.log)

            async def accept(
                reader: asyncio.StreamReader, writer: asyncio.StreamWriter, door: Door = door
            ) -> None:
                task = asyncio.current_task()
                tasks.add(task)
                with contextlib.suppress(asyncio.CancelledError):
                    await door.serve(reader, writer)
                tasks.discard(task)
                writer.transport.abort()

            servers.append(await asyncio.start_server(accept, sock=listening))
        ready.set()
        while not stop.is_set():
            await asyncio.sleep(0.05)
        for server in servers:
            server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    thread = threading.Thread(target=lambda: asyncio.run(main()), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield hosts
    finally:
        stop.set()
        thread.join(10)
