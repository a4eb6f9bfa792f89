"""A desk with officers, their key, and reports whose reporters are sealed."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from schemas.events import ReporterSealed
from schemas.submission import Reporter
from schemas.topics import SEALED
from services.desk.accounts import people, sessions
from services.desk.accounts.person import Role
from tests.desk_accounts import ADDRESS, COOKIE, QUICK
from tests.desk_world import DeskWorld, case_document, desk_world
from tocsin.audit.chain import Row
from tocsin.sealed import load_public_key, make_key_files, seal

NAME = "Nuria <b>Valdecasas</b>"
EMAIL = "nuria.valdecasas@example.org"
REASON = "The contract has to be asked for"


@dataclass
class Office:
    """A desk and who works there.

    Attributes:
        ids: name of a person -> id.
    """

    world: DeskWorld
    folder: Path
    clients: dict[str, TestClient] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> Path:
        """The file of the officers' private key."""
        return self.folder / "keys" / "officers.private.pem"

    def sits(self, name: str, *roles: Role) -> TestClient:
        """The browser of somebody; made once."""
        if name not in self.clients:
            accounts = self.world.accounts
            now = accounts.now()
            with accounts.writing() as connection:
                made = people.add(
                    connection, name=name, login=name, roles=roles, now=now
                )
            self.ids[name] = made.id
            self.clients[name] = TestClient(
                self.world.app, base_url=ADDRESS, follow_redirects=False
            )
        client, accounts = self.clients[name], self.world.accounts
        with accounts.writing() as connection:
            # A new session each time: tests turn the clock by hours.
            token = sessions.start(connection, self.ids[name], accounts.now())
        client.cookies.set(COOKIE, token)
        return client

    def case(self, name: str, **fields: Any) -> str:
        """A searchable case whose reporter is sealed in the log; its id."""
        document = case_document(name, **{"anonymous": False, **fields})
        self.world.add(document)
        id = document.case_id
        identity = Reporter(name=NAME, email=EMAIL, may_contact=True)
        sealed = seal(
            identity.model_dump_json(exclude_none=True).encode(),
            case=id,
            public_key=load_public_key(self.folder / "keys" / "officers.public.pem"),
        )
        event = ReporterSealed(
            id=f"sealed-{name}",
            source="tocsin/intake",
            time=document.received_at,
            case_id=id,
            key_id=sealed.key_id,
            ciphertext=sealed.ciphertext,
        )
        self.world.log.append([self.world.vault.record(event, SEALED)])
        return id

    def asked(self, case_id: str, name: str = "Ada") -> str:
        """The id of a reveal that an officer asks for."""
        client = self.sits(name, Role.OFFICER, Role.REVIEWER)
        body = {"reason": REASON}
        answer = client.post(f"/v1/cases/{case_id}/reveals", json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def step(self, name: str, id: str, step: str) -> Mapping[str, Any]:
        """What an officer gets for a step: the answer, with its status."""
        client = self.sits(name, Role.OFFICER, Role.REVIEWER)
        answer = client.post(f"/v1/reveals/{id}/{step}")
        return {"status_code": answer.status_code, **answer.json()}

    def rows(self, case_id: str) -> list[Row]:
        """What the audit log has of a case."""
        log = self.world.desk.auditor.log
        return [row for row in log.rows() if row.entry.subject == case_id]


@contextmanager
def office_in(folder: Path, **given: Any) -> Iterator[Office]:
    """An office in a folder; its desk is given settings as `desk_world` has them."""
    keys = folder / "keys"
    keys.mkdir(parents=True)
    make_key_files(
        private_file=keys / "officers.private.pem",
        public_file=keys / "officers.public.pem",
    )
    with desk_world(folder, passwords=QUICK, demo=False, **given) as world:
        yield Office(world, folder)
