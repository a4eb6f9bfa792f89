"""A real server that speaks S3 and checks signatures: S3Proxy, one bucket."""

import http.client
from pathlib import Path

from tests.engines.jdk import jdk_home
from tests.engines.kafka_server import JVM
from tests.engines.server import Server, free_port

BUCKET = "bucket"
KEY_ID, SECRET = "invented", "invented-secret"
_PROPERTIES = """\
s3proxy.endpoint=http://127.0.0.1:{port}
s3proxy.authorization=aws-v4
s3proxy.identity={key_id}
s3proxy.credential={secret}
# It knows no checksums of bulk deletions, which S3 does.
s3proxy.ignore-unknown-headers=true
jclouds.provider=filesystem-nio2
jclouds.identity=unused
jclouds.credential=unused
jclouds.filesystem.basedir={objects}
"""
_QUIET = """\
<configuration><root level="off"/></configuration>
"""


def s3_server(jars: Path, folder: Path) -> Server:
    """A server with its objects in `objects` of a folder; not started."""
    port, objects = free_port(), folder / "objects"
    (objects / BUCKET).mkdir(parents=True)
    properties, logging = folder / "s3proxy.properties", folder / "logback.xml"
    given = {"key_id": KEY_ID, "secret": SECRET, "objects": objects}
    properties.write_text(_PROPERTIES.format(port=port, **given))
    logging.write_text(_QUIET)
    java = [str(jdk_home() / "bin" / "java"), "-Xmx128m", *JVM]
    classes = ["-cp", f"{jars / 's3proxy'}/lib/*"]
    main = ["org.gaul.s3proxy.Main", "--properties", str(properties)]
    return Server(
        name="S3Proxy",
        command=[*java, f"-Dlogback.configurationFile={logging}", *classes, *main],
        port=port,
        log=folder / "s3proxy.log",
        answers=lambda: _answers(port),
    )


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/")
        return bool(connection.getresponse().status)
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
