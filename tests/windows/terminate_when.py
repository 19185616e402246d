"""terminate_when.py PATH SECONDS COMMAND…: ends a command by TerminateProcess so long after PATH
is there."""

import subprocess
import sys
import time
from pathlib import Path

process = subprocess.Popen(sys.argv[3:])
while process.poll() is None and not Path(sys.argv[1]).exists():
    time.sleep(0.001)
time.sleep(float(sys.argv[2]))
process.terminate()
sys.exit(process.wait())
