"""A real Apache Kafka that wants TLS, certificates of clients or passwords: reached by settings alone."""

from __future__ import annotations

import ipaddress
import secrets
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from bench.kafka_broker import Broker, free_ports, is_out_of_reach, jars
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from foresale.service.kafka.loops import kafka_loops
from foresale.service.live.runner import LiveLoops
from foresale.storage.database.event_log.append import NewEvent, append
from foresale.storage.database.live_leases import Leases, lease_states
from foresale.storage.database.tables import Table
from kafka_cluster import produce, wait_until
from live_service import Service, sale

SALES = Table.metadata.tables["sales"]
NAME, WORD = "foresale", "amber-ladders-9"
_JAAS = "org.apache.kafka.common.security"


@dataclass(frozen=True)
class Papers:
    """A certificate and its key, signed by an authority of the test's own."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def of(cls, name: str, signer: Papers | None = None) -> Papers:
        """New ones; signed by themselves without a signer."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        now = datetime.now(UTC)
        built = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(signer.certificate.subject if signer else subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(here, critical=False)
            .add_extension(x509.BasicConstraints(ca=signer is None, path_length=None), critical=True)
        )
        return cls(key, built.sign(signer.key if signer else key, hashes.SHA256()))

    @property
    def public(self) -> bytes:
        """The certificate, as PEM."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def private(self, password: str | None = None) -> bytes:
        """The key, as PEM."""
        how: serialization.KeySerializationEncryption = serialization.NoEncryption()
        if password is not None:
            how = serialization.BestAvailableEncryption(password.encode())
        return self.key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, how)


@dataclass(frozen=True)
class Secured:
    """A broker with an open listener for the test, and closed ones."""

    broker: Broker
    ports: dict[str, int]
    folder: Path


@pytest.fixture(scope="module")
def secured(
    need: Callable[[object, str], None], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Secured]:
    """One broker with four doors: open, TLS with certificates of clients, TLS with passwords, passwords."""
    libraries = jars()
    if libraries is None and is_out_of_reach():
        pytest.skip("Apache Kafka couldn't be fetched from Maven Central.")
    need(libraries, "Apache Kafka (.ci/kafka/fetch.sh brings it, and Java 17 runs it)")
    assert libraries is not None
    folder = tmp_path_factory.mktemp("secured")
    authority = Papers.of("authority")
    own, ours = Papers.of("broker", authority), Papers.of("foresale", authority)
    (folder / "authority.pem").write_bytes(authority.public)
    (folder / "broker.pem").write_bytes(own.private() + own.public + authority.public)
    (folder / "ours.pem").write_bytes(ours.public)
    (folder / "ours.key").write_bytes(ours.private(WORD))
    client, controller = free_ports()
    closed = dict(zip(("SSL", "SASL_SSL", "SASL_PLAINTEXT"), _ports(3), strict=True))
    doors = {"PLAINTEXT": client, **closed}
    told = ",".join(f"{name}://127.0.0.1:{port}" for name, port in doors.items())
    more = {
        "listeners": f"{told},CONTROLLER://127.0.0.1:{controller}",
        "advertised.listeners": told,
        "listener.security.protocol.map": ",".join(
            [*(f"{name}:{name}" for name in doors), "CONTROLLER:PLAINTEXT"]
        ),
        "inter.broker.listener.name": "PLAINTEXT",
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(folder / "broker.pem"),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": str(folder / "authority.pem"),
        "listener.name.ssl.ssl.client.auth": "required",
        "listener.name.sasl_ssl.sasl.enabled.mechanisms": "PLAIN",
        "listener.name.sasl_ssl.plain.sasl.jaas.config": (
            f'{_JAAS}.plain.PlainLoginModule required user_{NAME}="{WORD}";'
        ),
        "listener.name.sasl_plaintext.sasl.enabled.mechanisms": "SCRAM-SHA-512",
        "listener.name.sasl_plaintext.scram-sha-512.sasl.jaas.config": (
            f"{_JAAS}.scram.ScramLoginModule required;"
        ),
    }
    broker = Broker(libraries, folder, (client, controller), more, {NAME: WORD})
    broker.start()
    yield Secured(broker, closed, folder)
    broker.kill()


def _ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    found = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return found


def stated(secured: Secured, listener: str) -> dict[str, Any]:
    """The settings that lead through a listener."""
    settings: dict[str, Any] = {
        "kafka_servers": f"127.0.0.1:{secured.ports[listener]}",
        "kafka_security": listener.lower(),
    }
    if "SSL" in listener:
        settings["kafka_ca_file"] = secured.folder / "authority.pem"
    if listener == "SSL":
        settings |= {
            "kafka_cert_file": secured.folder / "ours.pem",
            "kafka_key_file": secured.folder / "ours.key",
            "kafka_key_password": WORD,
        }
    else:
        mechanism = "PLAIN" if listener == "SASL_SSL" else "SCRAM-SHA-512"
        settings |= {"kafka_username": NAME, "kafka_password": WORD, "kafka_sasl_mechanism": mechanism}
    return settings


def begin(service: Service) -> None:
    loops = LiveLoops(kafka_loops(service.container), Leases(service.container.engine, "test"))
    loops.start()
    service.running.callback(lambda: (loops.stop(), loops.join(30)))


@pytest.mark.parametrize("listener", ["SSL", "SASL_SSL", "SASL_PLAINTEXT"])
def test_sales_come_and_events_go_and_topics_are_seen_through_a_closed_door(
    open_service: Callable[..., Service], secured: Secured, listener: str
) -> None:
    topic = f"sales-{secrets.token_hex(4)}"
    service = open_service(
        **stated(secured, listener),
        kafka_sales_topic=topic,
        kafka_topic_prefix=f"{topic}.",
        kafka_group=topic,
    )
    produce(secured.broker.address, topic, [sale("A"), sale("B")])
    begin(service)
    with service.container.engine.begin() as connection:
        append(connection, [NewEvent("alert", {"id": 7}, key="alert:7")])

    def stored() -> int:
        with service.container.engine.connect() as connection:
            return int(connection.scalar(sa.select(sa.func.count()).select_from(SALES)) or 0)

    wait_until(lambda: stored() == 2)
    admin = service.client(service.serve())
    place = f"/api/topics/kafka/{topic}.alerts/messages"
    wait_until(lambda: admin.get(place).json().get("items"))
    topics = {one["name"]: one for one in admin.get("/api/topics").json()["items"]}
    assert topics[topic]["lag"] == {topic: 0}


def test_the_lag_of_other_programs_groups_is_told_too(
    open_service: Callable[..., Service], secured: Secured
) -> None:
    from confluent_kafka import Consumer, TopicPartition

    topic = f"other-{secrets.token_hex(4)}"
    produce(secured.broker.address, topic, [{"n": number} for number in range(10)], partition=0)
    theirs = Consumer({"bootstrap.servers": secured.broker.address, "group.id": f"{topic}-report"})
    theirs.commit(offsets=[TopicPartition(topic, 0, 4)], asynchronous=False)
    theirs.close()
    service = open_service(**stated(secured, "SASL_SSL"))
    admin = service.client(service.serve())
    topics = {one["name"]: one for one in admin.get("/api/topics").json()["items"]}
    assert topics[topic]["lag"] == {f"{topic}-report": 6}


def test_a_wrong_password_is_a_problem_of_the_loops_that_everybody_sees(
    open_service: Callable[..., Service], secured: Secured
) -> None:
    service = open_service(**(stated(secured, "SASL_SSL") | {"kafka_password": "wrong"}))
    begin(service)

    def problems() -> dict[str, str | None]:
        with service.container.engine.connect() as connection:
            return {one.name: one.problem for one in lease_states(connection)}

    wait_until(lambda: problems().get("kafka_sales_1"))
    admin = service.client(service.serve())

    def told() -> tuple[bool, bool]:
        loops = {one["name"]: one for one in admin.get("/api/health/ready").json()["loops"]}
        return loops["kafka_sales_1"]["is_running"], loops["kafka_sales_1"]["is_failing"]

    wait_until(lambda: told() == (True, True))
    assert "brokers don't answer" in str(problems()["kafka_sales_1"])
    assert admin.get("/api/topics").json()["problem"]
