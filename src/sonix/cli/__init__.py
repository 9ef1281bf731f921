"""The `sonix` command. Each subcommand is imported only when it is called, so that `sonix version` answers at once."""

from __future__ import annotations

import sys

from cyclopts import App

import sonix
from sonix.core.errors import SonixError

app = App(name="sonix", help=sonix.__doc__, version=sonix.__version__, help_on_error=False)
app.command("sonix.cli.serve:serve", name="serve", help="Serve Sonix until it is stopped with Ctrl+C.")
app.command("sonix.cli.import_music:import_music", name="import", help="Bring in music files and folders of them.")
app.command("sonix.cli.demo:demo", name="demo", help="Make the three pieces of demo music and bring them in.")
app.command("sonix.cli.keys:keys", name="keys", help="The keys that access tokens are signed with.")
app.command("sonix.cli.users:app", name="users", help="List people, hand out new passwords and invitations, ban.")
app.command("sonix.cli.admin:app", name="admin", help="What administrators did, storage by person, failed imports.")
app.command("sonix.cli.doctor:doctor", name="doctor", help="Check what Sonix needs and say what to do.")
app.command("sonix.cli.databases:app", name="db", help="Bring the database to this version, or move to another one.")
app.command("sonix.cli.storage:storage", name="storage", help="Copy music elsewhere, or check that it is all there.")
app.command("sonix.cli.backup:backup", name="backup", help="Write everything of this instance into one file.")
app.command(
    "sonix.cli.backup:restore", name="restore", help="Make this instance what a backup says; stop the server first."
)
app.command("sonix.cli.version:version", name="version", help="Print the version.")


def main() -> None:
    """Entry point. What a person must be told is a sentence on standard error and a code that is not 0."""
    try:
        app()
    except SonixError as refused:
        print("Sonix can't go on:\n" + "\n".join(f"  {line}" for line in refused.message.splitlines()), file=sys.stderr)
        sys.exit(2 if refused.code == "wrong_settings" else 1)
    except KeyboardInterrupt:
        sys.exit(130)
