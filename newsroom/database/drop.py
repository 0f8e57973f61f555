"""Run a program as another user: `drop.py UID GID CAPABILITY [--enter FOLDER] PROGRAM …`.

Started by root as a script of its own, since a process that has threads must not run Python
between fork and exec. CAPABILITY is a Linux capability that survives the change of user
(an ambient one, capabilities(7)), or -1.
"""

import ctypes
import errno
import os
import sys

PR_SET_SECUREBITS = 28
# Capabilities outlive a change of user, and access(2), by which PostgreSQL's programs look for
# each other, heeds them.
SECBIT_NO_SETUID_FIXUP = 1 << 2
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAPABILITY_VERSION_3 = 0x20080522


class Header(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class Data(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint32) for name in ("effective", "permitted", "inheritable")]


def main(arguments: list[str]) -> None:
    """Become that user and run that program. Exits with a sentence where this fails."""
    uid, gid, capability, *command = arguments
    try:
        become(int(uid), int(gid), int(capability))
        if command[0] == "--enter":
            os.listdir(command[1])  # noqa: PTH208 — runs before anything else is imported
            command = command[2:]
            if not os.access(command[0], os.X_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), command[0])
        os.execv(command[0], command)  # noqa: S606 — the point of this script
    except OSError as error:
        sys.exit(f"{error.strerror}: {error.filename or 'changing the user'}")


def become(uid: int, gid: int, capability: int) -> None:
    """Change this process to `uid` and `gid`, keeping `capability` only. Raises OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    if capability >= 0:
        _call(libc.prctl, PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)
    if capability >= 0:
        bit = 1 << capability
        data = (Data * 2)(Data(bit, bit, bit), Data(0, 0, 0))
        _call(libc.capset, ctypes.byref(Header(CAPABILITY_VERSION_3, 0)), data)
        _call(libc.prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0)


def _call(function: "ctypes._NamedFuncPointer", *arguments: object) -> None:
    if function(*arguments):
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


if __name__ == "__main__":
    main(sys.argv[1:])
