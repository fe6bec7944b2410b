"""Where Piccolo looks for the apps with migrations, and for the engine in use."""

from typing import Any

from piccolo.conf.apps import AppRegistry

from hub.database.current import current

APP_REGISTRY = AppRegistry(apps=["hub.piccolo_app", "sessions.piccolo_app"])


def __getattr__(name: str) -> Any:
    # Piccolo asks for DB by name; which engine that is depends on the installation.
    if name == "DB":
        return current()
    raise AttributeError(name)
