"""What the sandbox of the fork server contains, and how bubblewrap makes it.

A list of what may be seen, not of what may not: Python and its standard library, the
system's shared libraries, the packages that the module may import with what these need,
and the few files of `nngrader.inside`. All of it is read-only. Everything else on the
machine (the course, solutions, the gradebook, other submissions, homes) has no name in
there. `nngrader.inside.cage` shuts each kernel in further, on its own.

Without bubblewrap the same packages are put together with symbolic links. That keeps the
imports the same; it isolates nothing.
"""

import functools
import os
import platform
import secrets
import shutil
import stat
import sys
import sysconfig
from collections.abc import Collection, Mapping, Sequence
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from nngrader import inside
from nngrader.declare.exercise_set import ExerciseSet, Helper, place_of
from nngrader.declare.module import Allowed
from nngrader.declare.registry import set_named
from nngrader.inside import seccomp

ALWAYS = ("numpy", "matplotlib", "ipython", "matplotlib-inline")
INSIDE = Path(inside.__file__).parent
EMPTY = INSIDE / "standin" / "empty.py"  # for a package of which only a part is there
LINUX = (5, 14)  # the first that counts processes for each user namespace


class SandboxUnavailable(RuntimeError):  # noqa: N818
    """This machine gives no sandbox; the message says why, and what to do."""


# ---------------------------------------------------------------- what may be imported


def packages(allowed: Allowed) -> dict[str, Path]:
    """What a kernel can import besides the standard library: place below a root -> source.

    ValueError for a distribution that is not installed, RegistryError for a course.
    """
    found = {
        "lib/nninside": INSIDE,
        "lib/nngrader": INSIDE / "standin" / "nngrader",
    }
    parts = {**driver_modules(allowed), **_helper_modules(allowed)}
    for package in empty_packages(allowed):
        found[f"lib/{_path(package)}/__init__.py"] = EMPTY
    for name, source in parts.items():
        found[f"lib/{_path(name)}{'' if source.is_dir() else '.py'}"] = source
    for top in _top_levels(frozenset([*ALWAYS, *distributions(allowed)])):
        found[f"site-packages/{top.name}"] = top
    return found


def names_of(distributions: Collection[str]) -> set[str]:
    """The names under which these distributions, and what they need, are imported."""
    return {top.name.removesuffix(".py") for top in _top_levels(frozenset(distributions))}


def empty_packages(allowed: Allowed) -> set[str]:
    """The packages of the courses that are there for what is in them, and have nothing else."""
    names = [*driver_modules(allowed), *_helper_names(allowed)]
    parts = (name.split(".") for name in names)
    return {".".join(each[:depth]) for each in parts for depth in range(1, len(each))}


def preload(allowed: Allowed) -> list[str]:
    """The modules that the fork server imports before it forks."""
    whole = [_module_of(name) for name in distributions(allowed)]
    return sorted(whole) + sorted(name for name in allowed.imports if _is_part(name, allowed))


def driver_modules(allowed: Allowed) -> dict[str, Path]:
    """The drivers of the courses: their modules or packages, and where they are."""
    found = {each.drivers: place_of(each.drivers) for each in _courses(allowed)}
    return {name: place for name, place in found.items() if place is not None}


def helpers(allowed: Allowed) -> list[Helper]:
    """The courses' own modules that may be imported."""
    return [h for each in _courses(allowed) for h in each.helpers if h.name in allowed.imports]


def partial_packages(allowed: Allowed) -> list[str]:
    """Packages of which a kernel sees a part: what else is imported of them is not there."""
    return sorted({"nngrader"} | {name.partition(".")[0] for name in empty_packages(allowed)})


def _courses(allowed: Allowed) -> list[ExerciseSet]:
    return [set_named(package) for package in allowed.courses]


def _helper_names(allowed: Allowed) -> list[str]:
    """All helpers of the courses, also those that may not be imported here."""
    return [helper.name for each in _courses(allowed) for helper in each.helpers]


def _helper_modules(allowed: Allowed) -> dict[str, Path]:
    return {h.name: place for h in helpers(allowed) if (place := place_of(h.name)) is not None}


def distributions(allowed: Allowed) -> list[str]:
    """The names of distributions among what may be imported."""
    own = _helper_names(allowed)
    return [n for n in allowed.imports if n not in own and not _is_part(n, allowed)]


def _is_part(name: str, allowed: Allowed) -> bool:
    """Whether it is a module of a distribution that is listed itself."""
    whole, dot, _ = name.partition(".")
    return bool(dot) and whole in allowed.imports


def _module_of(name: str) -> str:
    """What a distribution is imported as: scikit-learn as sklearn."""
    usual = name.replace("-", "_")
    try:
        files = distribution(name).files or ()
    except PackageNotFoundError:  # `packages` says so
        return usual
    found = [f.parts[0] for f in files if f.name == "__init__.py" and len(f.parts) == 2]
    return usual if usual in found or not found else found[0]


def _path(name: str) -> str:
    return name.replace(".", "/")


@functools.cache
def _top_levels(names: frozenset[str]) -> tuple[Path, ...]:
    """The files and folders in site-packages of these distributions and what they need."""
    tops: set[Path] = set()
    for found in _closure(names):
        record = found.read_text("RECORD")
        if record is None:
            raise ValueError(f"{found.name} has no list of its files (RECORD): reinstall it")
        entries = {line.split(",")[0].split("/")[0].strip('"') for line in record.splitlines()}
        root = Path(str(found.locate_file("")))
        tops |= {
            root / entry
            for entry in entries - {"", "..", "__pycache__"}
            if not entry.endswith(".pth")
        }
    return tuple(sorted(top for top in tops if top.exists()))


def _closure(names: frozenset[str]) -> list[Distribution]:
    found: dict[str, Distribution] = {}
    waiting = [(name, frozenset({""})) for name in sorted(names)]
    seen = set()
    while waiting:
        name, extras = waiting.pop()
        key = canonicalize_name(name)
        if (key, extras) in seen:
            continue
        seen.add((key, extras))
        try:
            found[key] = distribution(name)
        except PackageNotFoundError:
            if key in map(canonicalize_name, names):
                raise ValueError(f"{name} is not installed here") from None
            continue  # required, and yet not there: then it is not needed here
        for line in found[key].requires or ():
            needed = Requirement(line)
            marker = needed.marker
            if marker is None or any(marker.evaluate({"extra": extra}) for extra in extras):
                waiting.append((needed.name, frozenset(needed.extras) | {""}))
    return list(found.values())


def link_packages(allowed: Allowed, root: Path) -> None:
    """Put the packages below ``root`` with symbolic links."""
    for place, source in packages(allowed).items():
        target = root / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(source)


# ---------------------------------------------------------------- the file system


ROOT = "/nn"


def why_not() -> str | None:
    """What this machine visibly lacks for a sandbox, or None."""
    if sys.platform != "linux":
        return "the sandbox needs Linux"
    version = tuple(int(part) for part in platform.release().split("-")[0].split(".")[:2])
    if version < LINUX:
        return f"the sandbox needs Linux {'.'.join(map(str, LINUX))} or newer"
    if not seccomp.supported():
        return f"the sandbox is not made for this processor ({platform.machine()})"
    if shutil.which("bwrap") is None:
        return "bubblewrap is missing. Install it (Debian, Ubuntu: apt install bubblewrap)"
    return None


def explain(message: str) -> str:
    """What to do about an error of bubblewrap or of the system."""
    hint = (
        "User namespaces must be allowed for users without privileges: "
        "sysctl user.max_user_namespaces must not be 0, and on Ubuntu 24.04 "
        "kernel.apparmor_restrict_unprivileged_userns must be 0. "
        "In a container they must be allowed from outside."
    )
    return f"{message.strip() or 'the fork server did not start'}. {hint}"


def command(
    allowed: Allowed,
    folders: Mapping[str, Path],
    inner: Sequence[str],
    environment: Mapping[str, str],
) -> list[str]:
    """The bubblewrap command that runs ``inner`` with only what a kernel may see.

    folders: what else is seen, such as data sets: place -> folder.
    """
    root = os.getuid() == 0
    arguments = ["bwrap", "--die-with-parent", "--new-session", "--unshare-pid", "--unshare-net"]
    arguments += ["--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try", "--clearenv"]
    if root:
        # Real root makes the mounts, because Python may lie where only root can look. The
        # server needs these three to give root up (see cage.become).
        arguments += ["--cap-drop", "ALL"]
        for capability in ("CAP_SETUID", "CAP_SETGID", "CAP_SYS_ADMIN"):
            arguments += ["--cap-add", capability]
    else:
        arguments += ["--unshare-user"]
    for name, value in environment.items():
        arguments += ["--setenv", name, value]
    shown = _system() | {f"{ROOT}/{place}": str(p) for place, p in packages(allowed).items()}
    shown |= {place: str(folder) for place, folder in folders.items()}
    for name in ("passwd", "group"):
        shown[f"/etc/{name}"] = str(INSIDE / "standin" / "etc" / name)
    # bubblewrap would make the folders on the way for root's eyes only.
    for folder in sorted({str(parent) for target in shown for parent in Path(target).parents}):
        arguments += ["--dir", folder]
    for target, source in shown.items():
        if root:
            _check_readable(source)
        arguments += ["--ro-bind", source, target]
    for path in ("/lib", "/lib64", "/lib32"):
        if os.path.islink(path):
            arguments += ["--symlink", os.readlink(path), path]
        elif os.path.isdir(path):
            arguments += ["--ro-bind", path, path]
    for hidden in _other_packages():
        arguments += ["--tmpfs", hidden, "--remount-ro", hidden]
    arguments += ["--dir", "/dev/shm", "--dir", "/home"]
    for device in ("null", "zero", "full", "random", "urandom"):
        arguments += ["--dev-bind", f"/dev/{device}", f"/dev/{device}"]
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        arguments += ["--symlink", f"/proc/self/fd/{number}", f"/dev/{name}"]
    arguments += ["--symlink", "/proc/self/fd", "/dev/fd", "--proc", "/proc"]
    # The server's own; a kernel has its own file system there.
    arguments += ["--perms", "1777", "--tmpfs", "/tmp", "--remount-ro", "/", "--chdir", "/tmp"]
    return [*arguments, "--", *inner]


def interpreter() -> str:
    """The Python itself, not a virtual environment's link to it."""
    return os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)


def stranger() -> int:
    """A user id that nobody has: what root turns into, another one for each server."""
    return 2**30 + secrets.randbelow(2**29)


def _check_readable(path: str) -> None:
    mode = os.stat(path).st_mode
    wanted = 0o005 if stat.S_ISDIR(mode) else 0o004
    if mode & wanted != wanted:
        raise SandboxUnavailable(
            f"kernels are not run as root, and others may not read {path}. "
            f"Allow it: chmod -R go+rX {path}"
        )


def _system() -> dict[str, str]:
    """Python and the shared libraries of the system, each at its own place."""
    paths = ["/usr/lib", "/usr/lib64", "/usr/lib32", interpreter(), sysconfig.get_path("stdlib")]
    prefix = Path(sys.base_prefix)
    if prefix != Path("/usr"):
        paths.append(str(prefix / "lib"))  # libpython, and a conda environment's libraries
    if os.path.exists("/etc/ld.so.cache"):
        paths.append("/etc/ld.so.cache")
    # Parents first: a mount hides what was mounted below it before.
    return {path: path for path in sorted(set(paths)) if os.path.exists(path)}


def _other_packages() -> list[str]:
    """Folders below what is shown that hold other packages: they are covered."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    shown = list(_system())
    found = []
    for base in {"/usr", sys.base_prefix}:
        for library in ("lib", "lib64"):
            for python in ("python3", version):
                for name in ("site-packages", "dist-packages"):
                    found.append(os.path.join(base, library, python, name))
    return sorted(
        path
        for path in found
        if os.path.isdir(path) and any(path.startswith(f"{root}/") for root in shown)
    )
