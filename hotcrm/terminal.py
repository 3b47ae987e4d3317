"""What a long command shows while it works."""

import sys
import time


class ProgressBar:
    """One line on a terminal that fills up; silent everywhere else."""

    WIDTH = 40
    PAUSE = 0.1  # seconds between two looks

    def __init__(self, stream=None):
        self.stream = stream or sys.stderr
        self.is_shown = self.stream.isatty()
        self.shown_at = 0.0

    def show(self, share: float, text: str = ""):
        if not self.is_shown or time.monotonic() - self.shown_at < self.PAUSE:
            return
        self.shown_at = time.monotonic()
        filled = int(self.WIDTH * min(max(share, 0), 1))
        self.stream.write(f"\r\x1b[K{'█' * filled}{'░' * (self.WIDTH - filled)} {share:4.0%} {text}")
        self.stream.flush()

    def clear(self):
        if self.is_shown:
            self.stream.write("\r\x1b[K")
            self.stream.flush()
