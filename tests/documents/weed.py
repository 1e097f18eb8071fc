"""A real S3 server for tests: SeaweedFS with one master, three volume servers that keep every object twice, filer and S3 gateway."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

ACCESS, SECRET = "test-access", "test-secret-of-a-test-server"
WEED: Final = Path(sys.executable).with_name("weed")
HOST: Final = "127.0.0.1"
DEADLINE_S: Final = 60


def free_ports(count: int) -> list[int]:
    """Ports that are free now."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind((HOST, 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


class Cluster:
    """The servers of one test session. `stop` and `start` work on one of them by name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        names = ("master", "volume0", "volume1", "volume2", "filer", "s3")
        found = free_ports(2 * len(names))
        self.ports = dict(zip(names, zip(found[::2], found[1::2], strict=True), strict=True))
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        identity = {
            "name": "chengguan",
            "credentials": [{"accessKey": ACCESS, "secretKey": SECRET}],
            "actions": ["Admin", "Read", "List", "Tagging", "Write"],
        }
        (folder / "master").mkdir()
        (folder / "master" / "master.toml").write_text("[master.volume_growth]\ncopy_2 = 3\n")
        (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))

    @property
    def endpoint(self) -> str:
        return f"http://{HOST}:{self.ports['s3'][0]}"

    def start_all(self) -> None:
        for name in self.ports:
            self.start(name)
        self.wait_ready()

    def start(self, name: str) -> None:
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [str(WEED), *self._arguments(name, folder)],
                stdout=log,
                stderr=log,
                cwd=folder,
                env={**os.environ, "GOMEMLIMIT": "200MiB", "GOMAXPROCS": "2"},
            )
        if name in ("master", "filer"):
            self._wait(lambda: _listens(self.ports[name][0]))

    def kill(self, name: str) -> None:
        """kill -9."""
        process = self.running.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def holding(self, bucket: str) -> dict[str, int]:
        """How many bytes of a bucket lie on each volume server."""
        servers = [name for name in self.ports if name.startswith("volume")]
        return {
            name: sum(file.stat().st_size for file in (self.folder / name).glob(f"{bucket}_*.dat"))
            for name in servers
        }

    def kill_all(self) -> None:
        for name in list(self.running):
            self.kill(name)

    def wait_ready(self) -> None:
        """Until an object has been written."""
        self._wait(lambda: _listens(self.ports["s3"][0]))
        client = self.client()
        self._wait(lambda: _works(lambda: client.create_bucket(Bucket="ready")))
        self._wait(lambda: _works(lambda: client.put_object(Bucket="ready", Key="x", Body=b"x")))

    def client(self):  # type: ignore[no-untyped-def]
        """A client of our own, for what the store under test does not do."""
        import boto3
        from botocore.config import Config

        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id=ACCESS,
            aws_secret_access_key=SECRET,
            config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 0}, connect_timeout=3),
        )

    def _arguments(self, name: str, folder: Path) -> list[str]:
        port, grpc = self.ports[name]
        shared = [f"-ip={HOST}", f"-ip.bind={HOST}", f"-port={port}", f"-port.grpc={grpc}"]
        master = f"{HOST}:{self.ports['master'][0]}.{self.ports['master'][1]}"
        if name == "master":
            more = [f"-mdir={folder}", "-peers=none", "-defaultReplication=001", "-volumeSizeLimitMB=256"]
            return ["master", *shared, *more, "-telemetry=false", "-volumePreallocate=false"]
        if name.startswith("volume"):
            more = [f"-dir={folder}", "-max=1000", "-preStopSeconds=0", "-minFreeSpace=1MiB"]
            return ["volume", *shared, f"-master={master}", *more]
        if name == "filer":
            return ["filer", *shared, f"-master={master}", f"-defaultStoreDir={folder}"]
        filer = f"{HOST}:{self.ports['filer'][0]}.{self.ports['filer'][1]}"
        more = [f"-filer={filer}", f"-config={self.folder / 's3.json'}", "-port.iceberg=0", "-port.lance=0"]
        more.append("-autoCreateBucket=false")
        return ["s3", *shared[1:], *more]

    def _wait(self, ready) -> None:  # type: ignore[no-untyped-def]
        until = time.monotonic() + DEADLINE_S
        while not ready():
            for name, process in self.running.items():
                if process.poll() is not None:
                    raise RuntimeError(f"{name} ended:\n{(self.folder / f'{name}.log').read_text()[-3000:]}")
            if time.monotonic() > until:
                raise TimeoutError("the S3 server did not come up")
            time.sleep(0.05)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def _works(action) -> bool:  # type: ignore[no-untyped-def]
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        action()
    except (BotoCoreError, ClientError) as error:
        return "BucketAlready" in str(error)
    return True
