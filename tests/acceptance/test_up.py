"""`syncaty up` as a person meets it: starts, is found, survives kills, stops."""

import os
import signal
import socket

import httpx
import psutil
import psycopg

from syncaty.cli import running
from tests.acceptance.harness import Syncaty, Up, answers, wait_for


def test_it_answers_on_one_port(up: Up) -> None:
    assert httpx.get(f"{up.address}/healthz").status_code == 200
    assert httpx.get(f"{up.address}/webhooks/salla").status_code == 200
    login = httpx.get(f"{up.address}/", follow_redirects=True)
    assert login.status_code == 200
    assert 'type="password"' in login.text


def test_a_second_one_on_the_same_folder_is_refused_in_a_sentence(shared: Syncaty, up: Up) -> None:
    done = shared.run("up", "--port", "0", code=1)
    assert done.stdout == ""
    assert f"already runs on {shared.data_dir} at {up.address}" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_taken_port_is_told_in_a_sentence(syncaty: Syncaty) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = syncaty.run("up", "--port", str(port), code=1)
    assert f"Port {port} on 127.0.0.1 is taken by another program." in done.stderr
    assert "Traceback" not in done.stderr


def test_it_survives_the_killing_of_each_of_its_processes(syncaty: Syncaty) -> None:
    up = syncaty.up()
    for command in ("worker", "front"):
        victim = up.child(command)
        victim.kill()
        assert psutil.wait_procs([victim], timeout=60)[1] == []
        up.lines.until(f"is started again .*process='?{command}", 20)
    assert wait_for(lambda: answers(f"{up.address}/readyz"), "the front to be back")
    url = running.find(syncaty.data_dir)
    assert url is not None
    server = int((syncaty.data_dir / "postgres" / "postmaster.pid").read_text().split()[0])
    os.kill(server, signal.SIGKILL)
    up.lines.until("the database ended and was started again", 30)
    assert wait_for(lambda: answers(f"{up.address}/readyz"), "the database to be back")
    with psycopg.connect(url.database_url) as conn:
        assert conn.execute("select 1").fetchone() == (1,)


def test_ctrl_c_ends_every_process_and_a_further_start_goes_on(syncaty: Syncaty) -> None:
    up = syncaty.up()
    server = int((syncaty.data_dir / "postgres" / "postmaster.pid").read_text().split()[0])
    family = [*up.family(), psutil.Process(server)]
    assert up.stop(signal.SIGINT) == 0
    assert psutil.wait_procs(family, timeout=60)[1] == []
    assert running.find(syncaty.data_dir) is None
    assert syncaty.up().stop(signal.SIGTERM) == 0


def test_after_everything_was_killed_the_next_start_recovers(syncaty: Syncaty) -> None:
    up = syncaty.up()
    server = psutil.Process(
        int((syncaty.data_dir / "postgres" / "postmaster.pid").read_text().split()[0])
    )
    family = up.family()
    up.process.kill()
    assert psutil.wait_procs(family[1:], timeout=60)[1] == [], "children outlived their parent"
    server.kill()
    psutil.wait_procs([server], timeout=60)
    again = syncaty.up()
    server = psutil.Process(
        int((syncaty.data_dir / "postgres" / "postmaster.pid").read_text().split()[0])
    )
    assert again.stop() == 0
    assert psutil.wait_procs([server], timeout=60)[1] == [], "the server outlived its last user"
