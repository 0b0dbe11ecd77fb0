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
import importlib.util
import os
import platform
import secrets
import shutil
import stat
import sys
import sysconfig
from collections.abc import Collection, Mapping, Sequence
from importlib.machinery import ModuleSpec
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from nngrader import inside
from nngrader.declare.module import Lent
from nngrader.declare.registry import exercise_sets
from nngrader.inside import seccomp

ALWAYS = ("numpy", "matplotlib", "ipython", "matplotlib-inline")
INSIDE = Path(inside.__file__).parent
EMPTY = INSIDE / "standin" / "empty.py"  # for a package of which only a part is there
LINUX = (5, 14)  # the first that counts processes for each user namespace


class SandboxUnavailable(RuntimeError):  # noqa: N818
    """This machine gives no sandbox; the message says why, and what to do."""


# ---------------------------------------------------------------- what may be imported


def packages(imports: Collection[str]) -> dict[str, Path]:
    """What a kernel can import besides the standard library: place below a root -> source.

    imports: as in `nngrader.declare.Module`. ValueError for a distribution that is not
    installed.
    """
    found = {
        "lib/nninside": INSIDE,
        "lib/nngrader": INSIDE / "standin" / "nngrader",
    }
    for package, folder in driver_packages().items():
        *above, last = package.split(".")
        for depth in range(1, len(above) + 1):
            found[f"lib/{'/'.join(above[:depth])}/__init__.py"] = EMPTY
        found["/".join(["lib", *above, last])] = folder
    for each in exercise_sets():
        found |= {f"lib/{place}": source for place, source in each.standins.items()}
    lent = lent_modules(imports)
    for module in lent:
        found[f"lib/{module.name.replace('.', '/')}.py"] = module.source
    names = [*ALWAYS]
    names += [n for n in imports if n not in _names(lent) and not _is_part(n, imports)]
    for top in _top_levels(frozenset(names)):
        found[f"site-packages/{top.name}"] = top
    return found


def preload(imports: Collection[str]) -> list[str]:
    """The modules that the fork server imports for these imports."""
    parts = {name for name in imports if _is_part(name, imports)}
    lent = _names(lent_modules(imports))
    whole = [_module_of(name) for name in imports if name not in parts | lent]
    return sorted(whole) + sorted(parts)


def _module_of(name: str) -> str:
    """What a distribution is imported as: scikit-learn as sklearn."""
    usual = name.replace("-", "_")
    try:
        files = distribution(name).files or ()
    except PackageNotFoundError:  # `packages` says so
        return usual
    found = [f.parts[0] for f in files if f.name == "__init__.py" and len(f.parts) == 2]
    return usual if usual in found or not found else found[0]


def _is_part(name: str, imports: Collection[str]) -> bool:
    """Whether it is a module of a distribution that is listed itself."""
    whole, dot, _ = name.partition(".")
    return bool(dot) and whole in imports


def driver_packages() -> dict[str, Path]:
    """The packages of drivers of all courses that are installed, and their folders."""
    specs = {each.drivers: _spec(each.drivers) for each in exercise_sets()}
    return {
        name: Path(spec.submodule_search_locations[0])
        for name, spec in specs.items()
        if spec is not None and spec.submodule_search_locations
    }


def _spec(package: str) -> ModuleSpec | None:
    return importlib.util.find_spec(package)


def lent_modules(imports: Collection[str]) -> list[Lent]:
    """What courses lend of their own that is among these imports."""
    return [lent for each in exercise_sets() for lent in each.lent if lent.name in imports]


def partial_packages() -> list[str]:
    """Packages of which a kernel sees a part: what else is imported of them is not there."""
    stood_in = {place.split("/")[0] for each in exercise_sets() for place in each.standins}
    return sorted({"nngrader"} | stood_in | {name.split(".")[0] for name in driver_packages()})


def _names(lent: Collection[Lent]) -> set[str]:
    return {each.name for each in lent}


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


def link_packages(imports: Collection[str], root: Path) -> None:
    """Put the packages below ``root`` with symbolic links."""
    for place, source in packages(imports).items():
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
    imports: Collection[str],
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
    shown = _system() | {f"{ROOT}/{place}": str(p) for place, p in packages(imports).items()}
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
