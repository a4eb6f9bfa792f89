"""Users of Kafka and their rights, as the operator makes them."""

from collections.abc import Iterator, Mapping

from kafka.admin import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ResourcePattern,
    ResourcePatternFilter,
    ResourceType,
    ScramMechanism,
    UserScramCredentialUpsertion,
)
from kafka.errors import NoError

from tocsin.errors import Halt
from tocsin.log.kafka_clients import Clients
from tocsin.log.kafka_rights import RIGHTS, USER_PREFIX, Rights

ITERATIONS = 8192
"""Of SCRAM; Kafka's own tool takes 4,096 unless told. Passwords are random."""


def admit(clients: Clients, passwords: Mapping[str, str]) -> int:
    """Give services their users, and these just their rights; how many rights.

    Other passwords replace those there were, and rights too many are taken away.

    Args:
        clients: of somebody who may do this.
        passwords: service -> password.

    Raises:
        DependencyDown: no broker answers.
        Halt: no right to do this, or the brokers have no authorizer.
    """
    users = [
        UserScramCredentialUpsertion(
            USER_PREFIX + service,
            ScramMechanism.SCRAM_SHA_512,
            password.encode(),
            iterations=ITERATIONS,
        )
        for service, password in passwords.items()
    ]
    services = sorted(passwords.keys() & RIGHTS.keys())
    wanted = {service: list(_acls(service, RIGHTS[service])) for service in services}
    with clients.admin() as admin:
        refused = admin.alter_user_scram_credentials(users)
        _check("users", [why for why in refused.values() if why is not None])
        for service, acls in wanted.items():
            found, error = admin.describe_acls(_all_of(service))
            _check("rights", [] if error is NoError else [error.__name__])
            extra = [acl for acl in found if acl not in acls]
            if extra:
                admin.delete_acls(extra)
            made = admin.create_acls(acls)
            _check("rights", [str(why) for _, why in made["failed"]])
    return sum(len(acls) for acls in wanted.values())


def _check(what: str, problems: list[str]) -> None:
    if problems:
        raise Halt(f"Kafka takes no {what}: {problems[0]}")


def _acls(service: str, rights: Rights) -> Iterator[ACL]:
    topic, group = ResourceType.TOPIC, ResourceType.GROUP
    for kind, names, operation in (
        (topic, rights.writes, ACLOperation.WRITE),
        (topic, rights.reads, ACLOperation.READ),
        (group, rights.joins, ACLOperation.READ),
        (group, rights.watches, ACLOperation.DESCRIBE),
    ):
        for name in sorted(names):
            yield ACL(
                principal=f"User:{USER_PREFIX}{service}",
                host="*",
                operation=operation,
                permission_type=ACLPermissionType.ALLOW,
                resource_pattern=ResourcePattern(kind, name),
            )


def _all_of(service: str) -> ACLFilter:
    return ACLFilter(
        principal=f"User:{USER_PREFIX}{service}",
        host=None,
        operation=ACLOperation.ANY,
        permission_type=ACLPermissionType.ANY,
        resource_pattern=ResourcePatternFilter(
            ResourceType.ANY, None, ACLResourcePatternType.ANY
        ),
    )
