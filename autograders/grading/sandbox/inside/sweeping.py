"""Remove a folder whatever a student's code has left in it.

`shutil.rmtree` follows the tree down, so that ten thousand nested folders end it, and it leaves
folders that may not be listed. Here every folder is made listable, and its folders are moved up to
the top one before it is removed: no path and no recursion grows with the depth.
"""

import contextlib
import errno
import os
import stat


def sweep(folder: str) -> bool:
    """Remove `folder` with all that is in it; False when something is left.

    Links are removed, never followed. Call it when nothing writes there any more.
    """
    with contextlib.suppress(OSError):
        os.chmod(folder, 0o700)
        top = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            moved = 0
            while names := os.listdir(top):
                for name in names:
                    moved = _remove(top, name, moved)
        finally:
            os.close(top)
        os.rmdir(folder)
    return not os.path.lexists(folder)


def _remove(top: int, name: str, moved: int) -> int:
    """Remove an entry of the top folder, its own folders moved up; how many were moved so far."""
    if not _is_folder(top, name):
        os.unlink(name, dir_fd=top)
        return moved
    os.chmod(name, 0o700, dir_fd=top)
    inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=top)
    try:
        for entry in os.listdir(inner):
            if not _is_folder(inner, entry):
                os.unlink(entry, dir_fd=inner)
                continue
            os.chmod(entry, 0o700, dir_fd=inner)
            moved = _move_up(inner, entry, top, moved)
    finally:
        os.close(inner)
    os.rmdir(name, dir_fd=top)
    return moved


def _move_up(inner: int, entry: str, top: int, moved: int) -> int:
    while True:
        moved += 1
        try:
            os.rename(entry, f"up-{moved}", src_dir_fd=inner, dst_dir_fd=top)
            return moved
        except (FileExistsError, NotADirectoryError):
            continue  # the student's own file or folder has that name: the next number
        except OSError as taken:
            if taken.errno != errno.ENOTEMPTY:
                raise


def _is_folder(parent: int, name: str) -> bool:
    return stat.S_ISDIR(os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode)
