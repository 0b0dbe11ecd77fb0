"""Put a process's memory into huge pages, so that forking it costs little.

A fork copies an entry for every page of memory that its parent has written, and gives all of
them back at its end. A fork server with PyTorch has 60,000 pages of 4 kB, and every check
forks: that was half of all work. A huge page is one entry for 512 of them. A fork that writes
into one gets a copy of 4 kB only, as before.

On a system that can't do it (Linux before 6.1, or not Linux) nothing changes but the speed.
Source: madvise(2), MADV_COLLAPSE.
"""

import ctypes
import sys

HUGE = 2 * 2**20
_COLLAPSE = 25


def in_huge_pages() -> int:
    """Move what this process has written so far. Returns how many bytes could be moved."""
    if sys.platform != "linux":
        return 0
    madvise = ctypes.CDLL(None).madvise
    madvise.argtypes = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int
    moved = 0
    for start, end in _written():
        start, end = -(-start // HUGE) * HUGE, end // HUGE * HUGE
        if end > start and madvise(start, end - start, _COLLAPSE) == 0:
            moved += end - start
    return moved


def _written() -> list[tuple[int, int]]:
    """Start and end of the private areas that may be written and lie in no file."""
    with open("/proc/self/maps") as maps:
        areas = [line.split() for line in maps]
    private = [a for a in areas if a[1] == "rw-p" and a[5:] in ([], ["[heap]"])]
    places = [area[0].split("-") for area in private]
    return [(int(start, 16), int(end, 16)) for start, end in places]
