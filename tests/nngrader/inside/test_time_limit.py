"""The time limit of a check leaves the process as it was: its alarm ends with it."""

import subprocess
import sys

import pytest

# A ring that comes in the middle of the call that stops the alarm: Python hears of it when
# that call is over. It happens where a candidate swallows everything, since then the alarm
# rings thousands of times a second.
RINGS_LATE = """
import signal, time
from nngrader.inside import observe

names = {"real": signal.setitimer, "signal": signal}
exec(compile('''
def setitimer(which, seconds):
    before = real(which, seconds)
    if not seconds and signal.getsignal(signal.SIGALRM) is not signal.SIG_DFL:
        signal.raise_signal(signal.SIGALRM)
    return before
''', observe.__file__, "exec"), names)
signal.setitimer = names["setitimer"]
with observe.time_limit(5):
    pass
time.sleep(0.2)
print("alive", signal.getitimer(signal.ITIMER_REAL))
"""

# A learner who swallows everything, several times: the real thing.
SWALLOWS = """
import time
from nngrader.inside.observe import TimeLimitReached, time_limit

def swallows():
    while True:
        try:
            while True:
                sum(range(10))
        except BaseException:
            pass

for _ in range(8):
    try:
        with time_limit(0.001):
            swallows()
    except TimeLimitReached:
        print("stopped", end=" ", flush=True)
    time.sleep(0.001)
"""

SOMEBODY_ELSES = """
import signal, time
from nngrader.inside.observe import time_limit

signal.signal(signal.SIGALRM, lambda *ignored: print("rung"))
signal.setitimer(signal.ITIMER_REAL, 0.2)
with time_limit(5):
    pass
time.sleep(0.5)
signal.setitimer(signal.ITIMER_REAL, 0.1)
with time_limit(5):
    time.sleep(0.2)
time.sleep(0.2)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no alarms")
@pytest.mark.parametrize(
    ("program", "said"),
    [
        (RINGS_LATE, "alive (0.0, 0.0)"),
        (SWALLOWS, "stopped " * 8),
        (SOMEBODY_ELSES, "rung\nrung"),
    ],
    ids=["a late ring", "a candidate that swallows everything", "another alarm"],
)
def test_the_alarm_of_a_check_ends_with_it(program, said):
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, said.strip()), done.stderr
