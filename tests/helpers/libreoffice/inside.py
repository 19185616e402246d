"""Calls what inside.bas has: it runs within soffice, where a cell is no call to another process."""

from functools import cached_property
from pathlib import Path

NAME = "Inside"
SOURCE = Path(__file__).with_name("inside.bas")
FACTORY = "/singletons/com.sun.star.script.provider.theMasterScriptProviderFactory"
LIBRARIES = "com.sun.star.script.ApplicationScriptLibraryContainer"


class Inside:
    def __init__(self, context):
        self.context = context

    def call(self, name, *arguments):
        place = "?language=Basic&location=application"
        script = self.provider.getScript(f"vnd.sun.star.script:Standard.{NAME}.{name}{place}")
        return script.invoke(arguments, (), ())[0]

    @cached_property
    def provider(self):
        """Made for the first call: most sessions ask for nothing that needs it."""
        make = self.context.ServiceManager.createInstanceWithContext
        make(LIBRARIES, self.context).getByName("Standard").insertByName(NAME, SOURCE.read_text())
        return self.context.getValueByName(FACTORY).createScriptProvider("")
