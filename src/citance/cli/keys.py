"""`citance keys`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from citance.cli.global_options import GlobalOptions

if TYPE_CHECKING:
    from citance.serving.keys import KeyRing


MOST_DAYS = 36_500  # a hundred years; a key for longer is one without an end


def keys(
    ctx: typer.Context,
    create: Annotated[
        str | None, typer.Option("--create", metavar="NAME", help="Make a key for somebody.", rich_help_panel="What to do")
    ] = None,
    revoke: Annotated[
        str | None, typer.Option("--revoke", metavar="ID", help="Let this key in no more.", rich_help_panel="What to do")
    ] = None,
    scope: Annotated[
        list[str] | None,
        typer.Option(metavar="SCOPE", help="What a new key lets do: read, review, ingest or admin; again for another."),
    ] = None,
    days: Annotated[int | None, typer.Option(min=1, max=MOST_DAYS, metavar="N", help="A new key is good for so long.")] = None,
) -> None:
    """List, make and revoke the keys that a server takes.

    A server that is open to others takes reviews and documents from those who have a key. It is printed once, when it is
    made; the index keeps only its digest. What is revoked is refused from then on, by servers that run, too.

    Every key reads, more often than those without one may. 'review' lets say what a statement's stance is, in the name the
    key was made for; 'ingest' lets hand in documents; 'admin' lets do everything, and see the figures at /metrics.

        citance keys --create 'A. Reader' --scope review
        citance keys
        citance keys --revoke k3x7p2aa

    A program sends it as 'Authorization: Bearer KEY', a person gives it to the page /key.
    """
    from citance.errors import InvalidInput
    from citance.serving.keys import KeyRing

    asked: GlobalOptions = ctx.obj
    if create is not None and revoke is not None:
        raise InvalidInput("say one thing to do: --create or --revoke")
    if create is None and (scope or days):
        raise InvalidInput("--scope and --days go with --create")
    with asked.open_index() as index:  # says so where there is none
        ring = KeyRing(index.path)
    if create is not None:
        _create(asked, ring, create, scope or [], days)
    elif revoke is not None:
        _revoke(asked, ring, revoke)
    else:
        _list(asked, ring)


def _create(asked: GlobalOptions, ring: KeyRing, owner: str, scopes: list[str], days: int | None) -> None:
    from citance.cli.filtering import read_choice
    from citance.cli.output import print_answer
    from citance.errors import InvalidInput
    from citance.serving.keys import SCOPES

    if not scopes:
        raise InvalidInput(f"say with --scope what the key lets do: {', '.join(SCOPES)}")
    key, spelled = ring.create(owner, tuple(read_choice("scope", one, SCOPES) for one in scopes), days)
    if asked.json:
        print_answer("key", key=spelled, id=key.id, owner=key.owner, scopes=key.scopes, expires_at=key.expires_at)
    else:
        print(spelled)
        asked.say(f"This is key {key.id} for {key.owner}: {', '.join(key.scopes)}. It is not shown again.")


def _revoke(asked: GlobalOptions, ring: KeyRing, id: str) -> None:
    from citance.cli.output import print_answer

    gone = ring.revoke(id)
    if asked.json:
        print_answer("done", done="key_revoked", id=gone.id)
    else:
        asked.say(f"Key {gone.id} of {gone.owner} is revoked.")


def _list(asked: GlobalOptions, ring: KeyRing) -> None:
    from citance.cli.output import print_answer

    if asked.json:
        shown = ("id", "owner", "scopes", "made_at", "expires_at", "revoked_at")
        print_answer("keys", keys=[{name: getattr(key, name) for name in shown} for key in ring.list()])
        return
    for key in ring.list():
        ends = f"revoked {key.revoked_at[:10]}" if key.revoked_at else f"until {key.expires_at[:10]}" if key.expires_at else ""
        print("  ".join(filter(None, (key.id, key.made_at[:10], f"{','.join(key.scopes):<20}", key.owner, ends))))
    if not ring.list():
        asked.say("There are no keys. 'citance keys --create NAME --scope review' makes one.")
