from django.urls import path

from .views.comments import CommentDelete, CommentEdit, MentionSuggest
from .views.files import FileDelete, FileDownload, RecordFiles
from .views.tasks import TaskView

urlpatterns = [
    path("tasks/<int:pk>/done/", TaskView.as_view(), name="task_done"),
    path("tasks/<int:pk>/reopen/", TaskView.as_view(finish=False), name="task_reopen"),
    path("comments/<int:pk>/edit/", CommentEdit.as_view(), name="comment_edit"),
    path("comments/<int:pk>/delete/", CommentDelete.as_view(), name="comment_delete"),
    path("mentions/<slug:kind>/<int:pk>/", MentionSuggest.as_view(), name="mention_suggest"),
    path("files/<int:pk>/", FileDownload.as_view(), name="file_download"),
    path("files/<int:pk>/delete/", FileDelete.as_view(), name="file_delete"),
    path("files/<slug:kind>/<int:pk>/", RecordFiles.as_view(), name="record_files"),
]
