"""Build the static site of the course: `make site`, or `python course/site/build.py`.

Three steps: get the scripts that pages load (from npm, once), prepare a page's source from
each notebook, and let Sphinx run the notebooks and write the pages. What was run before and
has not changed since is taken from a cache.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import sources

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
OUT = PROJECT / "build" / "site"

# Where the work is done: beside the site, so that the site's folder holds the site alone.
WORK = "NNBASICS_SITE_WORK"

# What a page loads, and where it stands in node_modules.
SCRIPTS = {
    "mathjax/tex-chtml-full.js": "mathjax/es5/tex-chtml-full.js",
    "mathjax/output/chtml/fonts": "mathjax/es5/output/chtml/fonts",
}

# Packages whose results and pictures stand in the pages.
SHOWN = ("ipywidgets", "matplotlib", "numpy", "scikit-learn", "torch")


class NotBuiltError(Exception):
    """The site cannot be built; the message says what to do."""


def main(arguments: list[str] | None = None) -> int:
    """Build the site, and say where it is."""
    parser = argparse.ArgumentParser(prog="build.py", description=main.__doc__)
    parser.add_argument("--out", type=Path, default=OUT, help="the folder of the site")
    parser.add_argument(
        "--run",
        metavar="PATTERN",
        nargs="+",
        default=["*"],
        help="run only these notebooks, for example '01*'; the others stand there without results",
    )
    parser.add_argument("--strict", action="store_true", help="a warning is an error")
    given = parser.parse_args(arguments)
    out = given.out.resolve()
    work = out.with_name(f"{out.name}-work")
    os.environ[WORK] = str(work)
    try:
        get_scripts(work)
        sources.prepare(PROJECT / "course", HERE, work / "source", given.run)
        run_sphinx(work, out, strict=given.strict)
    except NotBuiltError as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"The site is in {out}: open index.html in a browser.")
    return 0


def work_folder() -> Path:
    """Where the sources, the scripts and the cache of this build are."""
    return Path(os.environ.get(WORK, OUT.with_name("site-work")))


def vendor_folder() -> Path:
    """The scripts that pages load, as they stand in the site's ``_static``."""
    return work_folder() / "vendor"


# --- scripts from npm --------------------------------------------------------------------


def get_scripts(work: Path) -> None:
    """Install what package-lock.json names, if it is not there, and pick out the scripts."""
    packages, vendor = work / "npm", work / "vendor"
    lock = (HERE / "package-lock.json").read_bytes()
    done = packages / "installed.json"
    if done.is_file() and done.read_bytes() == lock:
        return
    npm = shutil.which("npm")
    if npm is None:
        raise NotBuiltError(
            "npm is missing. With it the site gets MathJax, which sets the formulas. Install\n"
            "Node.js (Debian, Ubuntu: sudo apt install npm; macOS: brew install node; Windows:\n"
            "https://nodejs.org), then build the site again."
        )
    packages.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, packages)
    print("Getting the scripts of the pages from npm (only the first time)")
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if subprocess.run(command, cwd=packages, stdin=subprocess.DEVNULL).returncode:
        raise NotBuiltError(
            "npm could not install the scripts: its message above says why. Most often there is\n"
            "no network: connect, and build the site again."
        )
    shutil.rmtree(vendor, ignore_errors=True)
    found = packages / "node_modules"
    for name, source in SCRIPTS.items():
        target = vendor / name
        target.parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (found / source).is_dir() else shutil.copy
        copy(found / source, target)
    shutil.copy(packages / "package-lock.json", done)


# --- running -----------------------------------------------------------------------------


def cache_folder() -> Path:
    """Where results are kept. It has another name when the library or a package has changed.

    The cache itself only looks at a notebook's code.
    """
    digest = hashlib.sha256(sys.version.encode())
    for package in SHOWN:
        digest.update(f"{package} {metadata.version(package)}\n".encode())
    sources = [*PROJECT.glob("lib/**/*"), *PROJECT.glob("course/quizzes/*.toml")]
    for path in sorted(sources):
        if path.is_dir() or path.parent.name == "__pycache__":
            continue
        digest.update(path.relative_to(PROJECT).as_posix().encode() + path.read_bytes())
    return work_folder() / "results" / digest.hexdigest()[:16]


def run_sphinx(work: Path, out: Path, *, strict: bool) -> None:
    """Write the pages. One at a time: the cache is a database that allows no more."""
    cache = cache_folder()
    if not cache.exists():
        print("Running the notebooks: some minutes the first time, and after a change of lib/")
        shutil.rmtree(out / "_images", ignore_errors=True)  # they are drawn again
    for old in cache.parent.glob("*"):
        if old != cache:
            shutil.rmtree(old)
    command = [sys.executable, "-m", "sphinx", "--jobs", "1", "--quiet", "-b", "html"]
    command += ["--conf-dir", str(HERE), "--doctree-dir", str(work / "doctrees")]
    command += ["--fail-on-warning"] if strict else []
    if subprocess.run([*command, str(work / "source"), str(out)]).returncode:
        raise NotBuiltError("The site was not built: Sphinx's message above says why.")


if __name__ == "__main__":
    raise SystemExit(main())
