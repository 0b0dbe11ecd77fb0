"""What the benchmarks share: a help page, and the sentence for what is missing."""

import argparse
import sys
from typing import NoReturn


def parser(about: str) -> argparse.ArgumentParser:
    """A parser whose help begins with what the benchmark says of itself: its docstring."""
    return argparse.ArgumentParser(
        description=about.strip(), formatter_class=argparse.RawDescriptionHelpFormatter
    )


def stop(sentence: str) -> NoReturn:
    """End with exit code 2. sentence: what is missing, and how to get it."""
    print(sentence, file=sys.stderr)
    sys.exit(2)
