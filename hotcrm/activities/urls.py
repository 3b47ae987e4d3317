from django.urls import path

from .views import TaskView

urlpatterns = [
    path("<int:pk>/done/", TaskView.as_view(), name="task_done"),
    path("<int:pk>/reopen/", TaskView.as_view(finish=False), name="task_reopen"),
]
