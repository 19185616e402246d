"""Runs soffice and answers one JSON request a line (stdin) with one JSON line (stdout).

Started by the client in __init__.py with the Python that python3-uno belongs to:
    python3 bridge.py FOLDER SOFFICE LOCALE
FOLDER is a temporary directory of our own; it is removed when stdin closes.
"""

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import uno
from com.sun.star.connection import NoConnectException
from inside import Inside
from requests_uno import RefusedError, Requests

SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>{locale}</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse">
<value>2</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
 oor:op="fuse"><value>1</value></prop></item>
</oor:items>
"""


class Office(Requests):
    def __init__(self, folder, soffice, locale):
        super().__init__()
        profile = Path(folder, "profile")
        settings = profile / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(SETTINGS.format(locale=locale))
        pipe = Path(folder).name
        self.command = [
            soffice, "--headless", "--invisible", "--norestore", "--nologo", "--nodefault",
            "--nofirststartwizard", "-env:UserInstallation=" + profile.as_uri(),
            f"--accept=pipe,name={pipe};urp;",
        ]  # fmt: skip
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext(
            "com.sun.star.bridge.UnoUrlResolver", local
        )
        starts = 1
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL)
        while True:
            try:
                context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            except NoConnectException:
                code = self.process.poll()
                if code == 81 and starts < 3:  # a fresh profile may ask to be started again
                    starts += 1
                    self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL)
                elif code is not None:
                    raise RefusedError(f"soffice ended with code {code} while starting") from None
                time.sleep(0.03)
        self.inside = Inside(context)
        self.desktop = context.ServiceManager.createInstanceWithContext(
            "com.sun.star.frame.Desktop", context
        )

    def alive(self):
        try:
            self.desktop.getFrames()
        except Exception:
            return False
        return True

    def stop(self):
        try:
            for document in self.documents.values():
                document.close(True)
            self.desktop.terminate()
        except Exception as error:
            sys.stderr.write(f"while stopping: {error}\n")
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


def read_requests(requests, folder):
    for line in sys.stdin:
        requests.put(json.loads(line))
    requests.put(None)
    # The client is gone, or has left: nothing of ours may outlive it, even if a call hangs.
    time.sleep(20)
    finish(folder)


def finish(folder):
    shutil.rmtree(folder, ignore_errors=True)
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)  # a soffice that did not end, and this process
    os._exit(0)  # a plain exit would trip over the thread that waits for stdin


def main(folder, soffice, locale):
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # soffice and UNO may print; only answers go to the client

    def answer(**fields):
        answers.write(json.dumps(fields) + "\n")
        answers.flush()

    requests = queue.SimpleQueue()
    threading.Thread(target=read_requests, args=(requests, folder), daemon=True).start()
    try:
        office = Office(folder, soffice, locale)
    except Exception as error:
        answer(error=str(error) or repr(error), ended=True)
        finish(folder)
    answer(result=None)
    while (request := requests.get()) is not None:
        try:
            answer(result=getattr(office, "do_" + request.pop("do"))(**request))
        except RefusedError as error:
            answer(error=str(error))
        except Exception as error:
            if not office.alive():
                answer(error=f"soffice has ended ({error})", ended=True)
                break
            answer(error=f"{type(error).__name__}: {error}")
    office.stop()
    answers.close()
    finish(folder)


if __name__ == "__main__":
    main(*sys.argv[1:])
