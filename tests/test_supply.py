"""What Broadsheet brings along: it may be used, it is all listed, and its known faults are asked for."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib import metadata
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from tests.sample import Json
from tests.supply import audit, licences, runtime
from tests.supply import bill as bills


@pytest.fixture(scope="module")
def bill() -> Json:
    return bills.make()


def named(bill: Json, name: str) -> Json:
    (found,) = [one for one in bill["components"] if one["name"] == name]
    return found


def test_every_licence_permits_any_use(bill: Json) -> None:
    assert licences.wrong(bill) == []


@pytest.mark.parametrize(
    ("licence", "permitted"),
    [
        ("MIT", True),
        ("MIT OR Apache-2.0 OR LGPL-2.1-or-later", True),
        ("Apache-2.0 WITH LLVM-exception", True),
        ("(MIT OR GPL-3.0-only) AND Unicode-3.0", True),
        ("MIT AND GPL-3.0-only", False),
        ("GPL-3.0-only", False),
        ("AGPL-3.0-or-later OR SSPL-1.0", False),
        ("LicenseRef-Ours", False),
        ("License :: Other/Proprietary License", False),
    ],
)
def test_an_expression_permits_what_one_may_choose(licence: str, permitted: bool) -> None:
    assert licences.permits(licence) is permitted


@pytest.mark.parametrize(
    "stated", [[], [{"license": {"name": "Beerware"}}], [{"expression": "GPL-2.0-only"}]]
)
def test_what_is_unknown_or_binds_is_named(bill: Json, stated: Json) -> None:
    changed = deepcopy(bill)
    named(changed, "nh3")["components"][0]["licenses"] = stated
    named(changed, "click")["licenses"] = stated
    assert [line.partition(":")[0].partition("/")[0] for line in licences.wrong(changed)] == ["click", "nh3"]


def test_what_was_reviewed_is_still_needed(bill: Json) -> None:
    assert {one["name"] for one in bill["components"]} >= set(licences.REVIEWED)


def test_documentation_names_every_licence(bill: Json) -> None:
    assert licences.PAGE.read_text(encoding="utf-8") == licences.page(bill), (
        "docs/reference/licences.md is not what is installed: run `python -m tests.supply licences`"
    )


def test_the_bill_follows_the_schema_and_is_the_same_again(bill: Json) -> None:
    bills.validate(bill)
    assert bills.text(bill) == bills.text(bills.make())
    assert "serialNumber" not in bill
    assert "timestamp" not in bill["metadata"]
    assert str(runtime.ROOT) not in bills.text(bill)


def test_a_bill_that_breaks_the_schema_is_refused(bill: Json) -> None:
    with pytest.raises(bills.BillError, match="breaks the schema"):
        bills.validate({**bill, "components": [{"type": "library"}]})


def test_the_bill_has_what_is_installed_and_nothing_of_the_tests(bill: Json) -> None:
    names = {canonicalize_name(one["name"]) for one in bill["components"]}
    assert set(runtime.requirements()[""]) <= names
    assert {"gitdb", "urllib3", "lxml"} <= names, "what they need in turn is missing"
    assert not {"pytest", "mypy", "playwright", "broadsheet"} & names
    for one in bill["components"]:
        assert one["version"] == metadata.version(one["name"])
        (files,) = [ref for ref in one["externalReferences"] if "hashes" in ref]
        assert all(re.fullmatch("[0-9a-f]{64}", one["content"]) for one in files["hashes"])


def test_the_bill_says_what_needs_what(bill: Json) -> None:
    needs = {one["ref"]: one["dependsOn"] for one in bill["dependencies"]}
    refs = {one["bom-ref"] for one in bill["components"]} | {bill["metadata"]["component"]["bom-ref"]}
    assert set(needs) == refs
    assert {ref for listed in needs.values() for ref in listed} <= refs
    material = named(bill, "mkdocs-material")["bom-ref"]
    assert material in needs[bill["metadata"]["component"]["bom-ref"]]
    assert named(bill, "mkdocs")["bom-ref"] in needs[material]


def test_the_bill_has_what_lies_inside_of_wheels(bill: Json) -> None:
    parts = {
        one["name"]: {part["name"]: part for part in one.get("components", ())} for one in bill["components"]
    }
    assert {"rxjs", "lunr", "Octicons", "lunr-languages"} <= set(parts["mkdocs-material"])
    assert "ammonia" in parts["nh3"]
    program = parts["pagefind_bin"]["pagefind"]
    assert program["version"] == metadata.version("pagefind")
    assert program["hashes"][0]["alg"] == "SHA-256"


def test_what_is_installed_otherwise_than_locked_makes_no_bill(monkeypatch: pytest.MonkeyPatch) -> None:
    pins = {**runtime.pins(), "click": ("0.0.1", ["0" * 64])}
    monkeypatch.setattr(bills, "pins", lambda: pins)
    with pytest.raises(bills.BillError, match="click"):
        bills.make()


@contextmanager
def service(answer: Callable[[str], Json | None]) -> Iterator[str]:
    """A stand-in of the service that knows vulnerabilities; it gives OSV's answers."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            known = answer(asked["package"]["name"])
            self.send_response(200 if known is not None else 503)
            self.end_headers()
            self.wfile.write(json.dumps(known or {}).encode())

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=partial(server.serve_forever, 0.02), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    """A lock of two packages."""
    pins = [f"{name}==1.0 \\\n    --hash=sha256:{'0' * 64}\n" for name in ("alpha", "beta")]
    file = tmp_path / "lock.txt"
    file.write_text("".join(pins))
    return file


def asked(answer: Callable[[str], Json | None], lock: Path, monkeypatch: pytest.MonkeyPatch) -> audit.Audit:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with service(answer) as url:
        return audit.audit(("--vulnerability-service=osv", f"--osv-url={url}"), lock)


def test_what_has_no_known_fault_passes(lock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = asked(lambda name: {}, lock, monkeypatch)
    assert (done.code, done.told()) == (0, "No known vulnerability in 2 packages.")


def test_a_known_fault_is_named(lock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fault = {
        "id": "OSV-2026-1",
        "summary": "It leaks.",
        "affected": [
            {
                "package": {"name": "beta", "ecosystem": "PyPI"},
                "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.0"}]}],
            }
        ],
    }
    done = asked(lambda name: {"vulns": [fault]} if name == "beta" else {}, lock, monkeypatch)
    assert done.code == 1
    assert done.told().split("\n")[1:] == ["  beta 1.0: OSV-2026-1"]


def test_an_audit_without_an_answer_is_no_pass(lock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = asked(lambda name: None, lock, monkeypatch)
    assert done.code == 3
    assert done.told().startswith("NOT AUDITED")


def test_an_audit_that_reaches_nobody_is_no_pass(lock: Path) -> None:
    """pip-audit itself calls that a success, with no package in its answer."""
    done = audit.audit(("--vulnerability-service=osv", "--osv-url=http://127.0.0.1:9/"), lock)
    assert (done.code, done.asked) == (3, 0)
    assert "No answer for 2 packages, such as alpha." in done.told()
