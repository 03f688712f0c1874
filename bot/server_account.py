"""Which account the embedded database server runs under, and how a command is put under it.

PostgreSQL refuses to run as root. Started by an ordinary user, the server runs as that user. Started by root,
it runs as `nobody`; when the project lies below a folder that only root may enter (such as root's home), the
server gets the single capability to look past that, instead of anybody loosening folder modes. The kernel is
asked to send SIGINT to the server when we die, so that a killed Kavshiri leaves no server behind.
"""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

UNPRIVILEGED = "nobody"

#: In the order of preference: the first only reads, the second is what container runtimes leave to root.
CAPABILITIES = ("dac_read_search", "dac_override")


class AccountUnavailable(Exception):
    """No account can run the server here; the text is one sentence saying what to do."""


@dataclass(frozen=True)
class ServerAccount:
    """Prefix of a command that puts it under the account, and who must own what the server writes."""

    prefix: tuple[str, ...]
    uid: int
    gid: int
    client: str
    """Name of the account that we ourselves run under: the only one the server lets in."""

    def own(self, folder: Path) -> None:
        """Make `folder` (created when missing) the server's, closed to everybody else."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(folder, self.uid, self.gid)
        folder.chmod(0o700)


def choose_account(binary: Path, folder: Path) -> ServerAccount:
    """Find how `binary` can run with its data in `folder`. Raises AccountUnavailable."""
    try:
        client = pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        raise AccountUnavailable(
            f"The user id {os.geteuid()} has no name on this machine, which PostgreSQL needs: "
            "run as a named user or point DATABASE_URL at a server."
        ) from None
    setpriv = shutil.which("setpriv")
    if os.geteuid() != 0:
        dying = (setpriv, "--pdeathsig", "INT", "--") if setpriv else ()
        return ServerAccount(dying, os.geteuid(), os.getegid(), client)
    if setpriv is None:
        raise AccountUnavailable(
            "Started by root, the embedded database needs the program setpriv (package util-linux): "
            "install it, start as another user, or point DATABASE_URL at a server."
        )
    nobody = pwd.getpwnam(UNPRIVILEGED)
    uid, gid = str(nobody.pw_uid), str(nobody.pw_gid)
    drop = (setpriv, "--reuid", uid, "--regid", gid, "--clear-groups", "--pdeathsig", "INT")
    for extra in ((), *(_keeping(capability) for capability in CAPABILITIES)):
        prefix = (*drop, *extra, "--")
        if _reaches(prefix, binary, folder):
            return ServerAccount(prefix, nobody.pw_uid, nobody.pw_gid, client)
    raise AccountUnavailable(
        f"The embedded database cannot run as '{UNPRIVILEGED}' below {folder}: move the project to a folder "
        "that other users may enter, start as another user, or point DATABASE_URL at a server."
    )


def _keeping(capability: str) -> tuple[str, ...]:
    kept = f"+{capability}"
    # no_setuid_fixup: else access(2), which PostgreSQL asks about its own program, forgets the capability.
    return ("--inh-caps", kept, "--ambient-caps", kept, "--securebits", "+no_setuid_fixup")


def _reaches(prefix: tuple[str, ...], binary: Path, folder: Path) -> bool:
    for question in (("test", "-x", str(binary)), ("test", "-x", str(folder))):
        if subprocess.run([*prefix, *question], cwd="/", capture_output=True, check=False).returncode != 0:
            return False
    return True
