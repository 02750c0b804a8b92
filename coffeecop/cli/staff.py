"""`staff …`: add people, and make links with which they set their password."""

import sys

import click
from sqlalchemy import select
from wtforms.validators import ValidationError

from coffeecop.cli.database import require_tables
from coffeecop.db import db, db_writes
from coffeecop.models import Agency, Role, StaffMember
from coffeecop.models.staff import staff_member_by_email
from coffeecop.staff.accounts.actions import EmailTaken, add_staff_member, set_password
from coffeecop.staff.accounts.forms import LONGEST_NAME
from coffeecop.staff.accounts.links import make_link
from coffeecop.staff.identity.passwords import (
    MAX_LENGTH,
    MIN_LENGTH,
    hash_password,
    is_easy_to_guess,
)
from coffeecop.staff.identity.second_factor import remove_second_factor
from coffeecop.web.forms import email_address, strip
from coffeecop.web.rendering import public_url


@click.group()
def staff() -> None:
    """Add staff, and make links with which they set their password."""
    require_tables()


@staff.command("add")
@click.argument("email")
@click.option("--name", required=True, help="What colleagues call them.")
@click.option(
    "--role",
    "roles",
    required=True,
    multiple=True,
    type=click.Choice([role.value for role in Role]),
    help="What they may do. Give it again for each further role.",
)
@click.option("--agency", "slug", help="The department, where several share this installation.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add_staff(
    email: str, name: str, roles: tuple[str, ...], slug: str | None, password_stdin: bool
) -> None:
    """Add a staff member, and print a link with which they set a password.

    The link works once, for 24 hours. With --password-stdin no link is made.
    """
    email, name, agency = _staff_email(email), _staff_name(name), _agency_by_slug(slug)
    # Before the transaction: hashing is slow, and other writers would wait.
    password_hash = _read_password_hash(email, name, agency.name) if password_stdin else None
    with db_writes():
        try:
            member = add_staff_member(
                agency, email=email, name=name, roles={Role(role) for role in roles}, by=None
            )
        except EmailTaken:
            raise click.ClickException(f"{email} is among the staff already.") from None
        if password_hash:
            set_password(member, password_hash, by=None)
        token = None if password_hash else make_link(member)
    click.echo(f"{email} is added.", err=True)
    if token:
        _print_link(token)


@staff.command("link")
@click.argument("email")
def make_staff_link(email: str) -> None:
    """Print a link with which a staff member sets a new password.

    It works once, for 24 hours. Earlier links of the same person stop working.
    """
    with db_writes():
        member = _member_by_email(email)
        if not member.is_active:
            raise click.ClickException(
                f"{email} is disabled. An administrator can enable the account at /staff/people."
            )
        token = make_link(member)
    _print_link(token)


@staff.group("second-factor")
def second_factor() -> None:
    """Take away a second factor whose phone and recovery codes are lost."""


@second_factor.command("remove")
@click.argument("email")
def remove_staff_second_factor(email: str) -> None:
    """Take away the second factor of a staff member, and sign them out everywhere.

    If their password is too short without it, it is taken away too, and a link is printed with
    which they set a new one.
    """
    with db_writes():
        member = _member_by_email(email)
        if not member.has_second_factor:
            raise click.ClickException(f"{member.email} has no second factor.")
        remove_second_factor(member, by=None)
        token = None if member.password_hash else make_link(member)
    click.echo(f"The second factor of {member.email} is removed.", err=True)
    if token:
        _print_link(token)


def _member_by_email(text: str) -> StaffMember:
    email = _staff_email(text)
    member = staff_member_by_email(email)
    if member is None:
        raise click.ClickException(f"{email} is not among the staff.")
    return member


def _staff_email(text: str) -> str:
    try:
        return email_address(text).lower()
    except ValidationError:
        raise click.ClickException(f"{text!r} is not an e-mail address.") from None


def _staff_name(text: str) -> str:
    name = strip(text)
    if name is None or len(name) > LONGEST_NAME:
        raise click.ClickException(f"A name has 1 to {LONGEST_NAME} characters.")
    return name


def _agency_by_slug(slug: str | None) -> Agency:
    agencies = {agency.slug: agency for agency in db.session.scalars(select(Agency))}
    if not agencies:
        raise click.ClickException(
            "There is no department yet. Start the server: it prints a link with which the first "
            "administrator sets it up."
        )
    if slug is None and len(agencies) == 1:
        return next(iter(agencies.values()))
    if slug not in agencies:
        problem = "Say which department" if slug is None else f"There is no department {slug!r}"
        raise click.ClickException(f"{problem}: --agency {' | '.join(sorted(agencies))}")
    return agencies[slug]


def _read_password_hash(*known: str) -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise click.ClickException(f"A password has {MIN_LENGTH} to {MAX_LENGTH} characters.")
    if is_easy_to_guess(password, known):
        raise click.ClickException(
            "This password is easy to guess. Use words that have nothing to do with the person."
        )
    return hash_password(password)


def _print_link(token: str) -> None:
    click.echo(public_url("accounts.link", token=token))
