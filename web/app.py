"""Datasette over an archive: `make` gives the application, `serve` runs it until it is stopped."""

from __future__ import annotations

import os
import socket
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click
import uvicorn
import yaml
from datasette.app import Datasette
from datasette.plugins import pm
from sqlite_utils import Database as Tables

from archive.schema import migrations, open_archive
from web import plugin
from web.answers import NAME
from web.database import Archive
from web.dictionary import metadata
from web.pages import review
from web.questions import configured

HERE = Path(__file__).parent


class ArchiveError(Exception):
    """The archive cannot be served; the text says why and what to do."""


class OutdatedError(ArchiveError):
    """The tables are those of an older version; to open the archive for writing brings them up to date."""


def configuration() -> dict[str, Any]:
    """Datasette's configuration, the stored queries with titles in both languages among it."""
    config: dict[str, Any] = yaml.safe_load(
        resources.files("web").joinpath("datasette.yaml").read_text("utf-8")
    )
    config["databases"][NAME]["queries"] = configured()
    return config


def make(archive: Path | str) -> Datasette:
    """The application over an archive; it sees what a crawl writes meanwhile.

    Raises:
        ArchiveError: there is no archive, or its tables are not those of this version.
    """
    path = Path(archive)
    examine(path)
    if not pm.is_registered(plugin):
        pm.register(plugin, name="nianbao")
    config = configuration()
    datasette = Datasette(
        config=config,
        metadata=metadata(),
        template_dir=str(HERE / "templates"),
        static_mounts=[("static", str(HERE / "static"))],
    )
    datasette.remove_database("_memory")
    # What `nianbao publish` made is never written: its pages may be counted once, and kept by caches.
    mutable = bool(path.stat().st_mode & 0o222)
    datasette.add_database(Archive(datasette, path=str(path.resolve()), is_mutable=mutable), name=NAME)
    return datasette


def examine(path: Path) -> None:
    """Raise ArchiveError unless this is an archive whose tables are those of this version."""
    if not path.is_file():
        raise ArchiveError(
            f"{path}: there is no archive; `nianbao crawl` makes one, `nianbao demo` a small one"
        )
    if not path.stat().st_size:
        raise ArchiveError(f"{path}: empty; `nianbao crawl` fills it")
    try:
        connection = sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro", uri=True)
        with closing(connection):
            db = Tables(connection)
            missing = migrations.pending(db)
            applied = {migration.name for migration in migrations.applied(db)}
    except sqlite3.Error as error:
        raise ArchiveError(f"{path}: not a database that can be read ({error})") from error
    if not applied:
        raise ArchiveError(f"{path}: a database, but not an archive of nianbao; `nianbao crawl` makes one")
    if missing:
        raise OutdatedError(f"{path}: made by an older version; `nianbao status` brings it up to date")
    if applied - {migration.name for migration in migrations.pending(Tables(memory=True))}:
        raise ArchiveError(f"{path}: made by a newer version of nianbao; update this one")


def serve(
    archive: Path | str, host: str = "127.0.0.1", port: int = 8001, *, reviewers: Sequence[str] = ()
) -> None:
    """Serve the archive until interrupted, its address printed first; an older one is brought up to date.

    `reviewers` may decide failing checks on /review: the only thing a server ever writes.
    """
    try:
        try:
            datasette = make(archive)
        except OutdatedError:
            click.echo(f"{archive}: made by an older version; bringing its tables up to date")
            open_archive(Path(archive)).close()
            datasette = make(archive)
        if reviewers and not datasette.get_database(NAME).is_mutable:
            raise ArchiveError(
                f"{archive}: read-only, so nothing can be decided in it; serve it without --review"
            )
    except (ArchiveError, sqlite3.Error) as error:
        raise click.ClickException(str(error)) from error
    listening = listener(host, port)
    port = listening.getsockname()[1]
    address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    click.echo(f"Serving {archive} on {address}/  (Ctrl-C ends)")
    for name, path in review.admit(datasette, reviewers).items():
        click.echo(f"{name} signs in to review with {address}{path}")
    server = uvicorn.Server(uvicorn.Config(datasette.app(), log_level="warning", lifespan="on"))
    with suppress(KeyboardInterrupt):  # the way to end it
        server.run(sockets=[listening])


def listener(host: str, port: int) -> socket.socket:
    """A socket that listens, before the address is told to anybody; ClickException if it cannot."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        why = os.strerror(error.errno or 0)
        raise click.ClickException(
            f"cannot serve on {host} port {port}: {why}; choose others with --host and --port"
        ) from error
