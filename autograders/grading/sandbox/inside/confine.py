"""What the student's process does to itself before it runs a student's first line.

None of it needs privileges, all of it is final, and a later line of Python cannot undo it:
resource limits; Landlock, which leaves a few folders to read and one to write; seccomp, which
refuses network, new processes and programs, signals to others, and changes of mode, owner and
time of files.
"""

import contextlib
import ctypes
import errno
import os
import resource

MEMORY = 850 * 2**20
"""With the libraries that are mapped already, less than 1 GB."""
CPU_SECONDS = 200
"""More than a whole submission may take: the referee counts, this is what stays if it cannot."""
FILE_SIZE = 16 * 2**20
OPEN_FILES = 128

_libc = ctypes.CDLL(None, use_errno=True)
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_NO_NEW_PRIVS = 38
_ADDRESS_SPACE, _DATA = 0, 5  # columns of /proc/self/statm


def limit_resources(
    processes: int | None = None,
    memory: int = MEMORY,
    time: float = 1.0,
    file_size: int = FILE_SIZE,
) -> None:
    """850 MB of memory beyond what this process has, 200 s of CPU, 16 MiB a file, no core dump.

    What it has is the warm process's, and more in one that has read matplotlib in: a submission is
    to have the same room wherever it comes in a class.

    memory, file_size: bytes instead of MEMORY, FILE_SIZE; time: so many times the seconds;
    processes: as many processes and threads, where this process's user is nobody else's: the kernel
    counts all that a user runs in a namespace. (It never counts root's.)
    """
    own = [] if processes is None else [(resource.RLIMIT_NPROC, processes)]
    for kind, value in (
        *own,
        (resource.RLIMIT_DATA, _bytes(_DATA) + memory),
        (resource.RLIMIT_AS, _bytes(_ADDRESS_SPACE) + memory),
        (resource.RLIMIT_CPU, int(CPU_SECONDS * time)),
        (resource.RLIMIT_FSIZE, file_size),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        with contextlib.suppress(ValueError):  # macOS knows some limits and does not take them
            resource.setrlimit(kind, (value, value))


def _bytes(what: int) -> int:
    """Bytes that this process has already: mapped in all (libraries, mostly), or of its own."""
    try:
        with open("/proc/self/statm") as pages:
            return int(pages.read().split()[what]) * resource.getpagesize()
    except OSError:
        return MEMORY


# ------------------------------------------------------------------ Landlock
class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("files", ctypes.c_uint64),
        ("network", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"  # what _pack_ means, and newer Pythons want said
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


_EXECUTE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 2, 1 << 3
_WRITE_FILE, _TRUNCATE, _DEVICE = 1 << 1, 1 << 14, 1 << 15
_MAKE_SOCKET, _MAKE_FIFO, _MAKE_CHAR, _MAKE_BLOCK = 1 << 9, 1 << 10, 1 << 6, 1 << 11


def landlock_version() -> int:
    """The kernel's Landlock ABI, 0 where there is none."""
    return max(_libc.syscall(_CREATE_RULESET, None, 0, 1), 0)


def restrict_files(readable: list[str], listable: list[str], writable: list[str]) -> None:
    """Leave this process those folders and files, and nothing else, for good (Landlock).

    readable: files and folders whose contents may be read; listable: folders whose names may be
    seen; writable: folders in which plain files and folders may be made and removed.
    """
    version = landlock_version()
    if not version:
        raise OSError("this kernel has no Landlock")
    bits = 13 + (version >= 2) + (version >= 3) + (version >= 5)
    every = (1 << bits) - 1 if version >= 5 else ((1 << bits) - 1) & ~_DEVICE
    attributes = _Ruleset(every, 3 if version >= 4 else 0, 3 if version >= 6 else 0)
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = _checked(_libc.syscall(_CREATE_RULESET, ctypes.byref(attributes), size, 0))
    write = every & ~(_MAKE_SOCKET | _MAKE_FIFO | _MAKE_CHAR | _MAKE_BLOCK | _DEVICE | _EXECUTE)
    for paths, rights in (
        (readable, _READ_FILE | _READ_DIR | _EXECUTE),
        (listable, _READ_DIR),
        (writable, write),
        (["/dev/null"], _READ_FILE | _WRITE_FILE),
    ):
        for path in paths:
            _allow(ruleset, path, rights & every)
    _checked(_libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0))
    _checked(_libc.syscall(_RESTRICT_SELF, ruleset, 0))
    os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    if not os.path.isdir(path):
        rights &= _READ_FILE | _WRITE_FILE | _EXECUTE | _TRUNCATE
    rule = _PathBeneath(rights, parent)
    try:
        _checked(_libc.syscall(_ADD_RULE, ruleset, 1, ctypes.byref(rule), 0))
    finally:
        os.close(parent)


def _checked(result: int) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


# ------------------------------------------------------------------ seccomp
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000
_NOT_EQUAL, _MASKED_EQUAL = 1, 7
_CLONE_THREAD = 0x00010000

_SIGNALS_ON_INPUT = (8, 10, 15)  # F_SETOWN, F_SETSIG, F_SETOWN_EX
_OWNER_OF_INPUT = (0x8901, 0x8902)  # FIOSETOWN, SIOCSPGRP

_REFUSED_CALLS = """
    connect bind listen accept accept4 sendmmsg ptrace process_vm_readv process_vm_writev kcmp
    pidfd_open pidfd_getfd pidfd_send_signal rt_sigqueueinfo rt_tgsigqueueinfo tkill keyctl
    add_key request_key bpf perf_event_open userfaultfd io_uring_setup io_uring_enter fsmount
    io_uring_register unshare setns mount umount2 pivot_root chroot move_mount open_tree
    fsopen name_to_handle_at open_by_handle_at mknod mknodat setsid setpgid shmget msgget
    semget memfd_create memfd_secret chmod fchmod fchmodat fchmodat2 chown fchown lchown
    fchownat setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr utime utimes
    utimensat futimesat fork vfork execve execveat setuid setgid setreuid setregid setresuid
    setresgid setgroups capset init_module finit_module kexec_load reboot swapon swapoff
    sched_setaffinity sched_setscheduler sched_setparam sched_setattr setpriority ioprio_set
    quotactl acct syslog personality move_pages migrate_pages mbind set_mempolicy
    set_mempolicy_home_node process_madvise process_mrelease mq_open inotify_add_watch
    fanotify_init sendmsg
"""


class _Compare(ctypes.Structure):
    _fields_ = (
        ("argument", ctypes.c_uint),
        ("operator", ctypes.c_int),
        ("a", ctypes.c_uint64),
        ("b", ctypes.c_uint64),
    )


def seccomp_library() -> ctypes.CDLL | None:
    """libseccomp, where the system has it."""
    try:
        library = ctypes.CDLL("libseccomp.so.2")
    except OSError:
        return None
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_init.argtypes = [ctypes.c_uint32]
    library.seccomp_syscall_resolve_name.argtypes = [ctypes.c_char_p]
    library.seccomp_rule_add_array.argtypes = [
        ctypes.c_void_p,
        ctypes.c_uint32,
        ctypes.c_int,
        ctypes.c_uint,
        ctypes.c_void_p,
    ]
    library.seccomp_load.argtypes = [ctypes.c_void_p]
    library.seccomp_release.argtypes = [ctypes.c_void_p]
    return library


def refuse_calls(library: ctypes.CDLL) -> None:
    """Refuse the system calls named above, for good; threads stay possible, processes do not."""
    rules = library.seccomp_init(_ALLOW)
    refuse = _REFUSE | errno.EPERM

    def rule(name: str, *conditions: _Compare, action: int = refuse) -> None:
        number = library.seccomp_syscall_resolve_name(name.encode())
        if number < 0:
            return  # this architecture or library does not know the call
        array = (_Compare * len(conditions))(*conditions)
        if library.seccomp_rule_add_array(rules, action, number, len(conditions), array):
            raise OSError(f"seccomp: cannot refuse {name}")

    for name in _REFUSED_CALLS.split():
        rule(name)
    rule("socket", _Compare(0, _NOT_EQUAL, 1, 0))  # AF_UNIX stays: asyncio's own socket pair
    rule("sendto", _Compare(4, _NOT_EQUAL, 0, 0))  # an address: /dev/log, say, needs no connection
    for order in _SIGNALS_ON_INPUT:  # they let the kernel signal any process of the same user
        rule("fcntl", _Compare(1, _MASKED_EQUAL, 0xFFFFFFFF, order))
    for order in _OWNER_OF_INPUT:
        rule("ioctl", _Compare(1, _MASKED_EQUAL, 0xFFFFFFFF, order))
    for name in ("kill", "tgkill"):
        rule(name, _Compare(0, _NOT_EQUAL, os.getpid(), 0))
    rule("prlimit64", _Compare(0, _NOT_EQUAL, 0, 0))
    rule("clone", _Compare(0, _MASKED_EQUAL, _CLONE_THREAD, 0))
    rule("clone3", action=_REFUSE | errno.ENOSYS)  # makes the C library fall back to clone
    _checked(_libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0))
    failed = library.seccomp_load(rules)
    library.seccomp_release(rules)
    if failed:
        raise OSError(-failed, "seccomp could not be loaded")
