"""The Spark session of a run: what it must have, and a clear word where the extra or Java is missing.

Rows that differ pass through Spark's shuffles and caches, so these are encrypted (ADR 0030 allows no item value in
plain text outside the declared stores); on more than one machine, the way between them must be, too.
"""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from matcher.domain.refusals import Refusal

_LOCAL = "local"
_JAVA = 17
_ENCRYPTED = "spark.io.encryption.enabled"
_OVER_THE_NET = ("spark.network.crypto.enabled", "spark.ssl.rpc.enabled")
_OURS = {
    "spark.app.name": "totsugo check",
    _ENCRYPTED: "true",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "OFF",
    "spark.driver.maxResultSize": "0",  # what is open of a nation comes back at once, and is no mistake
    "spark.sql.execution.arrow.maxRecordsPerBatch": "65536",
    "spark.sql.execution.arrow.maxBytesPerBatch": "64m",
}
"""Where nothing else is said. The user interface would show plans to anybody who reaches its port."""
_OF_ONE_MACHINE = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.network.timeout": "3600s",  # a machine that slept for a while is not a lost one
    "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={Path(__file__).with_name('log4j2.properties')}",
}
_JOINING_SMALL = "spark.sql.adaptive.coalescePartitions.enabled"
_PARTITIONS = "spark.sql.shuffle.partitions"


class SparkMissing(Refusal):
    """This machine cannot run Spark."""

    code = "spark_missing"


class SparkUnsafe(Refusal):
    """The cluster would write or send items in plain text."""

    code = "spark_unsafe"


@contextmanager
def session(options: Mapping[str, str], memory: int) -> Iterator[Any]:
    """Give a session, and end it if it was started here.

    Args:
        options: Spark's own options, which come before ours; `spark.master` says where to run. Without it the
            environment decides (spark-submit, or a session that runs already), and this machine if that says nothing.
        memory: bytes for Spark on one machine; on a cluster its own options decide.

    Raises:
        SparkMissing: pyspark or Java is not there.
        SparkUnsafe: the session would keep or send plain text.
    """
    _require()
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    from pyspark import SparkConf, SparkContext  # noqa: PLC0415  an extra, and half a second
    from pyspark.sql import SparkSession  # noqa: PLC0415

    submitted, running = "PYSPARK_GATEWAY_PORT" in os.environ, SparkContext._active_spark_context is not None  # noqa: SLF001
    if submitted:
        SparkContext._ensure_initialized()  # noqa: SLF001  only then are the options of spark-submit to be read
    every = {**(dict(SparkConf().getAll()) if submitted or running else {}), **options}
    if every.setdefault("spark.master", f"{_LOCAL}[*]").startswith(_LOCAL):
        every = {**_OF_ONE_MACHINE, "spark.driver.memory": f"{max(memory >> 21, 512)}m", **every}
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    builder = SparkSession.builder
    for name, value in (options if running else {**_OURS, **every}).items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    try:
        require_encryption(dict(spark.sparkContext.getConf().getAll()))
        # Few rows can be much work: partitions are not joined because they are small, nor are there many for nothing.
        spark.conf.set(_JOINING_SMALL, "false")
        spark.conf.set(_PARTITIONS, str(2 * spark.sparkContext.defaultParallelism))
        yield spark
    except Exception as error:
        if isinstance(error.__context__, SystemExit):  # the command was stopped while it waited for Java
            raise error.__context__ from None
        raise
    finally:
        if not running:
            spark.stop()
        if not running and not submitted:
            _end_java()


def require_encryption(settings: Mapping[str, str]) -> None:
    """Refuse a session with these options if it would keep or send items in plain text.

    Raises:
        SparkUnsafe: it would.
    """
    if settings.get(_ENCRYPTED) != "true":
        raise SparkUnsafe(
            "Spark would write items to its local disks in plain text", hint=f"start it with {_ENCRYPTED}=true"
        )
    alone = settings.get("spark.master", "").startswith(_LOCAL)
    if not alone and not any(settings.get(name) == "true" for name in _OVER_THE_NET):
        raise SparkUnsafe(
            "Spark would send items between machines in plain text",
            hint=f"start it with spark.authenticate=true and {_OVER_THE_NET[0]}=true",
        )


def _end_java() -> None:
    """End the Java process of a session that was started here: it would stay as long as this process."""
    from pyspark import SparkContext as context  # noqa: N813, PLC0415

    gateway = context._gateway  # noqa: SLF001  PySpark has no way to end it
    if gateway is not None and getattr(gateway, "proc", None) is not None:
        gateway.shutdown()
        gateway.proc.stdin.close()
        gateway.proc.wait()
        context._gateway = context._jvm = None  # noqa: SLF001


def _require() -> None:
    if find_spec("pyspark") is None:
        raise SparkMissing("the engine spark needs PySpark", hint="pip install 'totsugo[spark]'")
    java = Path(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else shutil.which("java")
    if java is None or not Path(java).exists():
        raise SparkMissing(
            f"the engine spark needs Java {_JAVA} or newer, and there is none",
            hint="Debian, Ubuntu: apt-get install default-jre-headless; or set JAVA_HOME",
        )
