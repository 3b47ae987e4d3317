import os
import signal
import sys

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="needs Linux"),
]


def test_one_command_starts_pages_worker_and_timetable(product):
    assert product.get("/healthz") == 200
    assert product.get("/") == 200
    for program in ("celery -A hotcrm --quiet worker", "celery -A hotcrm --quiet beat", "gunicorn"):
        assert product.named(program), program
    product.wait_until(lambda: product.said(f"{product.address}/"))


@pytest.mark.parametrize("sig", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_product_leaves_nothing_behind(product, sig):
    product.process.send_signal(sig)
    product.wait_until(lambda: product.process.poll() is not None, seconds=30)
    assert (product.process.returncode, product.processes()) == (0, {})


def test_a_killed_product_leaves_nothing_behind(product):
    product.process.kill()
    product.process.wait()
    product.wait_until(lambda: not product.processes(), seconds=5)


@pytest.mark.parametrize("program", ["celery -A hotcrm --quiet worker", "gunicorn"])
def test_what_dies_is_started_again(product, program):
    before = set(product.named(program))
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    product.wait_until(lambda: (now := set(product.named(program))) and not now & before)
    assert product.said("ended (SIGKILL); starting it again in 1 s."), product.log.read_text()
    assert product.get("/healthz") == 200


def test_a_second_product_on_the_same_port_says_so_in_one_sentence(product, manage):
    second = manage("serve")
    assert (second.returncode, second.stdout) == (1, "")
    assert second.stderr.splitlines()[-1].startswith(f"CommandError: Port {product.address[-5:]} is already in use")
