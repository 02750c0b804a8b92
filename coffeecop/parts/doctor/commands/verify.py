"""`verify`: find what was changed behind the program's back."""

import re

import click

from coffeecop.cli.database import require_tables
from coffeecop.models.hash_chain import SHORT_HASH, Head
from coffeecop.parts.doctor import verifying

# A sequence number, a colon and the beginning of a hash.
HEAD = re.compile(rf"(\d{{1,10}}):([0-9a-f]{{{SHORT_HASH},64}})")


class HeadType(click.ParamType[Head]):
    name = "sequence:hash"

    def convert(
        self, value: str, param: click.Parameter | None, context: click.Context | None
    ) -> Head:
        found = HEAD.fullmatch(value.strip().lower())
        if found is None:
            self.fail(
                f"{value!r} is not a head. Copy it from a digest mail: a number, a colon, and at "
                "least 32 letters and digits.",
                param,
                context,
            )
        return Head(int(found[1]), found[2])


@click.command()
@click.option(
    "--head",
    "heads",
    type=HeadType(),
    multiple=True,
    help="The end of the log as a digest mail gave it. Give it again for each further mail.",
)
def verify(heads: tuple[Head, ...]) -> None:
    """Find edits and deletions in the audit log, and damage to the database.

    Each entry's hash covers the entry and the hash before it. What somebody with the
    database's password rewrites in full shows only against a --head from a mail. Exit
    status 1 if something is wrong.
    """
    require_tables()
    found = verifying.verify(
        heads, progress=lambda count: click.echo(f"{count:,} entries so far", err=True)
    )
    for fault in found.faults:
        click.echo(fault, err=True)
    click.echo(f"Head: {found.head}")
    if found.faults:
        raise click.ClickException("The audit log or the database was changed: see above.")
    click.echo(f"All {found.head.sequence:,} entries of the audit log are as they were written.")
