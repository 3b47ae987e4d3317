from .import_run import ImportRun, RejectedRow
from .run import Outcome, Run, RunItem, RunStatus
from .saved_view import DefaultView, SavedView

__all__ = ["DefaultView", "ImportRun", "Outcome", "RejectedRow", "Run", "RunItem", "RunStatus", "SavedView"]
