"""Connections to databases: the URL from the environment, the driver that is there, and refusals without secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bakhsh.edges.sources.origins import Here
from bakhsh.errors import BakhshError, DataError, EdgeError
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.specs import Source

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection
    from sqlalchemy.exc import SQLAlchemyError

__all__ = ["connected", "refused"]

_DRIVERS = {
    "postgresql": (("pg8000", "pg8000"), ("psycopg", "psycopg"), ("psycopg2", "psycopg2")),
    "mysql": (("pymysql", "pymysql"), ("mysqldb", "MySQLdb"), ("mysqlconnector", "mysql.connector")),
    "mariadb": (("pymysql", "pymysql"), ("mysqldb", "MySQLdb")),
    "mssql": (("pyodbc", "pyodbc"), ("pymssql", "pymssql")),
    "oracle": (("oracledb", "oracledb"),),
}
"""By database: drivers as a URL names them and as Python imports them, the one to install first."""

_READ_ONLY = {
    "sqlite": "pragma query_only = on",
    "postgresql": "set session characteristics as transaction read only",
    "mysql": "set session transaction read only",
    "mariadb": "set session transaction read only",
}
_PATIENCE = 10
"""Seconds after which a database that does not answer is given up: the first words of a connection take none."""
_PATIENT = {
    "pg8000": "timeout", "psycopg": "connect_timeout", "psycopg2": "connect_timeout", "pymysql": "connect_timeout",
    "mysqldb": "connect_timeout", "mysqlconnector": "connection_timeout", "pyodbc": "timeout",
    "pymssql": "login_timeout", "oracledb": "tcp_connect_timeout",
}  # fmt: skip
"""What each driver calls the time to connect in."""
_TELLING = re.compile(r"[^\s'\"]+@[^\s'\"]+|\d{6,}")


@contextmanager
def connected(source: Source, here: Here) -> Iterator[Connection]:
    """A connection that only reads. EdgeError where the variable is not set, its URL is none, the driver is missing or
    the database cannot be reached (worth another try); none of them shows the URL."""
    from sqlalchemy import create_engine
    from sqlalchemy.exc import NoSuchModuleError
    from sqlalchemy.pool import NullPool

    url = _url(source, here)
    try:
        engine = create_engine(url, poolclass=NullPool, connect_args=_patience(url))
    except (NoSuchModuleError, ImportError):
        raise _no_driver(source, url) from None
    try:
        connection = _only_reading(engine.connect(), url)
    except Exception as error:  # while they connect, drivers raise whatever their network layer does
        engine.dispose()
        raise _unreachable(source, url, error) from None
    try:
        yield connection
    finally:
        connection.close()
        engine.dispose()


def _only_reading(connection: Connection, url: URL) -> Connection:
    _let_queries_last(connection)
    if url.get_backend_name() in _READ_ONLY:
        connection.exec_driver_sql(_READ_ONLY[url.get_backend_name()])
        connection.commit()
    return connection


def _patience(url: URL) -> dict[str, int]:
    """How long the driver waits for a connection, unless the URL says so itself."""
    name = _PATIENT.get(url.drivername.partition("+")[2], "")
    return {name: _PATIENCE} if name and name not in url.query else {}


def _let_queries_last(connection: Connection) -> None:
    """pg8000 keeps the time to connect in for every answer after; a query may take longer."""
    socket = getattr(connection.connection.driver_connection, "_usock", None)
    if socket is not None:
        socket.settimeout(None)


def refused(error: SQLAlchemyError, source: Source) -> BakhshError:
    """What a database said no to, in our words: its own first line, without what could be personal. Worth another try
    where the connection broke or somebody holds a lock."""
    said = _first_line(error)
    args = {"source": Code(source.name), "because": Code(said)}
    broken = bool(getattr(error, "connection_invalidated", False)) or "locked" in said or "closed" in said.lower()
    if broken:
        return EdgeError(Sentence("feeds.connection_broke", dict(args)), retry=True, where=source.at)
    return DataError(Sentence("feeds.query_refused", dict(args)), where=source.at)


def _url(source: Source, here: Here) -> URL:
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    variable = source.database.url_env if source.database else ""
    names = {"source": Code(source.name), "variable": Code(variable)}
    text = here.environ.get(variable, "").strip()
    if not text:
        hint = Sentence("feeds.set_url", {"example": Code(f"{variable}=postgresql://user:password@host/name")})
        raise EdgeError(Sentence("feeds.variable_not_set", dict(names)), where=source.at, hint=hint)
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        hint = Sentence("feeds.set_url", {"example": Code(f"{variable}=postgresql://user:password@host/name")})
        raise EdgeError(Sentence("feeds.no_url", dict(names)), where=source.at, hint=hint) from None
    _refuse_missing_file(source, url)
    return _with_driver(url)


def _refuse_missing_file(source: Source, url: URL) -> None:
    """SQLite would make an empty database of a name that is mistyped."""
    file = url.database or ""
    if url.get_backend_name() == "sqlite" and not file.startswith("file:") and not Path(file).is_file():
        said = Sentence("feeds.no_database_file", {"source": Code(source.name), "file": Code(file)})
        raise EdgeError(said, where=source.at, hint=Sentence("feeds.no_database_file_hint"))


def _with_driver(url: URL) -> URL:
    """The URL with a driver that is installed, where it names none."""
    if "+" in url.drivername:
        return url
    backend = {"postgres": "postgresql"}.get(url.drivername, url.drivername)
    found = next((driver for driver, module in _DRIVERS.get(backend, ()) if _there(module)), "")
    return url.set(drivername=f"{backend}+{found}" if found else backend)


def _there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _no_driver(source: Source, url: URL) -> EdgeError:
    backend = url.drivername.split("+")[0]
    if backend not in _DRIVERS:
        known = tuple(Code(name) for name in ("sqlite", *_DRIVERS))
        args: dict[str, Argument] = {"source": Code(source.name), "backend": Code(backend), "known": known}
        return EdgeError(Sentence("feeds.unknown_database", args), where=source.at)
    wanted = url.drivername.partition("+")[2] or _DRIVERS[backend][0][0]
    hint = Sentence("feeds.install", {"command": Code(f"pip install {_PACKAGES.get(wanted, wanted)}")})
    said = Sentence("feeds.no_driver", {"source": Code(source.name), "driver": Code(wanted), "backend": Code(backend)})
    return EdgeError(said, where=source.at, hint=hint)


_PACKAGES = {"mysqldb": "mysqlclient", "mysqlconnector": "mysql-connector-python", "psycopg2": "psycopg2-binary"}


def _unreachable(source: Source, url: URL, error: Exception) -> EdgeError:
    said = _first_line(error).replace(url.password or "\0", "•••")
    args: dict[str, Argument] = {"source": Code(source.name), "host": Code(url.host or url.get_backend_name())}
    if _in_vain(error):
        hint = Sentence("sources.no_answer_hint")
        said_so = Sentence("sources.no_answer", {**args, "seconds": _PATIENCE})
        return EdgeError(said_so, retry=True, where=source.at, hint=hint)
    args["because"] = Code(said)
    return EdgeError(Sentence("feeds.unreachable", dict(args)), retry=True, where=source.at)


def _in_vain(error: BaseException | None) -> bool:
    """Whether the time to connect in has passed, whatever the driver makes of that."""
    while error is not None:
        if isinstance(error, TimeoutError) or "timed out" in str(error) or "timeout expired" in str(error):
            return True
        error = getattr(error, "orig", None) or error.__cause__ or error.__context__
    return False


def _first_line(error: Exception) -> str:
    """The database's own words, without the statement, parameters, addresses and long numbers."""
    origin: Any = getattr(error, "orig", None) or error
    said = origin.args[0] if origin.args else type(origin).__name__
    text = said.get("M", "") if isinstance(said, dict) else str(origin)
    lines = text.strip().splitlines() or [type(origin).__name__]
    return _TELLING.sub("•••", lines[0])[:200].rstrip(".")
