"""terminate_when.py PATH SECONDS COMMAND…: ends a command by TerminateProcess so long after PATH,
whose name may be a pattern, is there."""

import subprocess
import sys
import time
from pathlib import Path

mark = Path(sys.argv[1])
process = subprocess.Popen(sys.argv[3:])
while process.poll() is None and not any(mark.parent.glob(mark.name)):
    time.sleep(0.001)
time.sleep(float(sys.argv[2]))
process.terminate()
sys.exit(process.wait())
