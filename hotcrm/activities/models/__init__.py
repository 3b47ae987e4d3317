from .activity import Activity, ActivityKind, ActivityLink, ActivityResult
from .task import Priority, Task

__all__ = ["Activity", "ActivityKind", "ActivityLink", "ActivityResult", "Priority", "Task"]
