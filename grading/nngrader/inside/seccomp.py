"""The system calls that a student's code has no use for are refused, by a seccomp filter.

Namespaces decide what a process can name. The filter takes away what they don't cover:
debugging other processes, loading code into the kernel, sockets that no network namespace
holds (a virtual machine's AF_VSOCK), and memory that belongs to no process and so escapes
limits on processes. It is a second wall: an allowed call must still meet the first.
"""

import ctypes
import errno
import platform
import struct

# name: (x86-64, arm64). From the kernel's tables of system calls.
REFUSED = {
    # into other processes
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    # other namespaces and mounts
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    # large parts of the kernel that no notebook needs
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "fanotify_init": (300, 262),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "syslog": (103, 116),
    "acct": (163, 89),
    "quotactl": (179, 60),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "reboot": (169, 142),
    "personality": (135, 92),
    "vmsplice": (278, 75),
    # memory that stays when nobody maps it
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
}
# Answered as if the kernel had none of it: callers then take another way.
ABSENT = {
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "clone3": (435, 435),  # its flags lie in memory, where a filter can't see them: clone is used
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
}
SOCKET = (41, 198)
SOCKETPAIR = (53, 199)
CLONE = (56, 220)
FAMILIES = (1, 2, 10)  # AF_UNIX, AF_INET, AF_INET6
NEW_NAMESPACE = 0x7E020000  # every CLONE_NEW… flag of clone

MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # column, AUDIT_ARCH_…

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCH, _ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data
_ALLOW, _KILL, _ERROR = 0x7FFF0000, 0x80000000, 0x00050000


def supported() -> bool:
    """Whether the filter is written for this machine's processor."""
    return platform.machine() in MACHINES


def program(machine: str) -> list[tuple[int, int, int, int]]:
    """The filter as instructions (code, jump if true, jump if false, operand)."""
    column, arch = MACHINES[machine]

    def refuse(number: int, error: int) -> list[tuple[int, int, int, int]]:
        return [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ERROR | error)]

    filter_ = [
        (_LOAD, 0, 0, _ARCH),
        (_EQUAL, 1, 0, arch),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        # x86-64 has a second set of numbers for the same calls (x32).
        (_AT_LEAST, 0, 1, 0x40000000),
        (_RETURN, 0, 0, _KILL),
    ]
    for numbers in REFUSED.values():
        filter_ += refuse(numbers[column], errno.EPERM)
    for numbers in ABSENT.values():
        filter_ += refuse(numbers[column], errno.ENOSYS)
    filter_ += [
        (_EQUAL, 0, 4, CLONE[column]),
        (_LOAD, 0, 0, _ARGUMENT),
        (_ANY_BIT, 0, 1, NEW_NAMESPACE),
        (_RETURN, 0, 0, _ERROR | errno.EPERM),
        (_RETURN, 0, 0, _ALLOW),
        (_EQUAL, 1, 0, SOCKET[column]),
        (_EQUAL, 0, 5, SOCKETPAIR[column]),
        (_LOAD, 0, 0, _ARGUMENT),
        *((_EQUAL, len(FAMILIES) - i, 0, family) for i, family in enumerate(FAMILIES)),
        (_RETURN, 0, 0, _ERROR | errno.EAFNOSUPPORT),
        (_RETURN, 0, 0, _ALLOW),
    ]
    return filter_


def install() -> None:
    """Put the filter on this process and all that it starts, for good."""
    instructions = program(platform.machine())
    code = b"".join(struct.pack("HBBI", *instruction) for instruction in instructions)
    buffer = ctypes.create_string_buffer(code)
    pointer = ctypes.addressof(buffer)
    fprog = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(instructions), pointer))
    libc = ctypes.CDLL(None, use_errno=True)
    set_seccomp, filter_mode = 22, 2
    if libc.prctl(set_seccomp, filter_mode, ctypes.c_ulong(ctypes.addressof(fprog)), 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "the seccomp filter was refused")
