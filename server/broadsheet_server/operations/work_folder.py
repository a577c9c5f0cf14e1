"""A folder beside what is being made. What a killed process leaves in it is removed by the next one."""

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from broadsheet_server.operations.backup_archive import BackupError

if TYPE_CHECKING:
    from filelock import FileLock

_LOCK: Final = "broadsheet.lock"


@contextmanager
def work_folder(target: Path) -> Iterator[Path]:
    """An empty folder beside the target, for its owner only, that is removed at the end.

    Its name is always the same, so what a killed process left there is found and removed: the lock in it,
    which the system released, proves whose it is. Raises BackupError where another process holds that lock,
    or something else has the name.
    """
    folder = target.absolute().with_name(f".{target.name}.part")
    lock = _locked(folder)
    try:
        _clear(folder)
        yield folder
    finally:
        _clear(folder)
        (folder / _LOCK).unlink()
        folder.rmdir()
        lock.release()


def _locked(folder: Path) -> "FileLock":
    from filelock import FileLock, Timeout  # 25 ms to import

    _check_is_ours(folder)
    descriptors: list[int] = []
    lock = FileLock(folder / _LOCK, fallback_to_soft=False, on_acquired=descriptors.append)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise BackupError(f"Another process is at work in {folder}: wait for its end.") from None
    if not _is_in_place(descriptors[-1], folder):
        lock.release()
        raise BackupError(f"Another process was at work in {folder}, and has ended just now: try again.")
    return lock


def _check_is_ours(folder: Path) -> None:
    """Make the folder, or see that it is one of this user that a process like this one has made."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        is_own = _is_own_folder(folder)
        if not is_own or (any(folder.iterdir()) and not (folder / _LOCK).is_file()):
            raise BackupError(f"{folder} is in the way, and was not made here: move it away.") from None
        folder.chmod(0o700)


def _is_own_folder(path: Path) -> bool:
    found = path.lstat()
    return stat.S_ISDIR(found.st_mode) and (os.name != "posix" or found.st_uid == os.geteuid())


def _is_in_place(descriptor: int, folder: Path) -> bool:
    """Whether the locked file is still the one that others try to lock."""
    try:
        return os.path.samestat(os.fstat(descriptor), (folder / _LOCK).stat())
    except OSError:
        return False


def _clear(folder: Path) -> None:
    """Remove all but the lock, which goes last: without it nobody could tell whose the rest is."""
    for path in folder.iterdir():
        if path.name == _LOCK:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
