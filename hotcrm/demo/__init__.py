"""The demo: a small company at work, invented from end to end. Only `manage.py demo` calls it.

Texts are content, not labels: English people write English, Chinese people write Chinese, in either interface.
"""
