from .activity import Activity, ActivityKind, ActivityLink, ActivityResult
from .attachment import Attachment, AttachmentLink, FileKind
from .comment import Comment, CommentLink
from .task import Priority, Task

__all__ = [
    "Activity",
    "ActivityKind",
    "ActivityLink",
    "ActivityResult",
    "Attachment",
    "AttachmentLink",
    "Comment",
    "CommentLink",
    "FileKind",
    "Priority",
    "Task",
]
