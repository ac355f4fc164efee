"""What Broadsheet is made of: ``python -m tests.supply bill``, ``licences`` or ``audit``."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from tests.supply import bill as bills
from tests.supply import licences
from tests.supply.audit import audit
from tests.supply.runtime import ROOT, project


@click.group()
def main() -> None:
    """Look at what Broadsheet is made of."""


@main.command("bill")
@click.argument("file", type=click.Path(path_type=Path), required=False)
def write_bill(file: Path | None) -> None:
    """Write the bill of materials to FILE, by default into dist/."""
    file = file or ROOT / "dist" / f"{project()['name']}-{project()['version']}.cdx.json"
    try:
        made = bills.make()
        bills.validate(made)
    except bills.BillError as error:
        raise click.ClickException(str(error)) from error
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(bills.text(made), encoding="utf-8")
    click.echo(f"{file}: {len(made['components'])} packages")


@main.command("licences")
def write_licences() -> None:
    """Write the documentation's page on licences."""
    licences.PAGE.write_text(licences.page(bills.make()), encoding="utf-8")


@main.command("audit")
def run_audit() -> None:
    """Ask about known vulnerabilities; ends with 3 if nobody could be asked."""
    done = audit()
    click.echo(done.told(), err=bool(done.code))
    sys.exit(done.code)


if __name__ == "__main__":
    main()
