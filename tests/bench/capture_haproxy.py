#!/usr/bin/env python3
"""capture_haproxy.py FOLDER [SCRAPES=620] [HZ=4]: scrapes a local HAProxy with 100 checked servers under traffic.

Starts two HAProxy processes on free loopback ports, one that plays the servers (1 % of checks fail) and one that is
scraped; writes each body to FOLDER/NNNN.prom; ends both. capturedstore_bench measures the folder: CHECKWATCH_SCRAPES=FOLDER.
"""
import http.client
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time

DEFAULTS = """
defaults
    mode http
    timeout connect 1s
    timeout client 10s
    timeout server 10s
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def configurations(origin, exporter, traffic):
    origins = ["global\n    maxconn 2000", DEFAULTS, f"frontend all\n    bind 127.0.0.1:{origin}",
               "    http-request return status 503 if { rand(100) lt 1 }",
               '    http-request return status 200 content-type text/plain string "OK %[rand(1000000)]"']
    observed = ["global\n    maxconn 2000", DEFAULTS, f"frontend metrics\n    bind 127.0.0.1:{exporter}",
                "    http-request use-service prometheus-exporter if { path /metrics }",
                f"frontend www\n    bind 127.0.0.1:{traffic}", "    use_backend be%[rand(10)]"]
    for backend in range(10):
        observed.append(f"backend be{backend}\n    option httpchk GET /health")
        observed += [f"    server srv{backend}{i} 127.0.0.1:{origin} check inter 2s" for i in range(10)]
    return "\n".join(origins) + "\n", "\n".join(observed) + "\n"


def send_requests(port, stop):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    while not stop.wait(random.expovariate(10)):
        try:
            connection.request("GET", "/" + "x" * random.randrange(200))
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            connection.close()


def scrape(port, folder, count, hertz):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    start = time.monotonic()
    for number in range(count):
        time.sleep(max(0.0, start + number / hertz - time.monotonic()))
        connection.request("GET", "/metrics")
        with open(os.path.join(folder, f"{number:05}.prom"), "wb") as out:
            out.write(connection.getresponse().read())


def main():
    folder = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 620
    hertz = float(sys.argv[3]) if len(sys.argv) > 3 else 4.0
    os.makedirs(folder, exist_ok=True)
    exporter, traffic = free_port(), free_port()
    processes = []
    stop = threading.Event()
    with tempfile.TemporaryDirectory() as work:
        try:
            for name, text in zip(("origins", "observed"), configurations(free_port(), exporter, traffic)):
                path = os.path.join(work, name + ".cfg")
                with open(path, "w", encoding="ascii") as out:
                    out.write(text)
                processes.append(subprocess.Popen(["haproxy", "-db", "-f", path]))
            time.sleep(2)
            for _ in range(4):
                threading.Thread(target=send_requests, args=(traffic, stop), daemon=True).start()
            scrape(exporter, folder, count, hertz)
        finally:
            stop.set()
            for process in processes:
                process.terminate()
                process.wait()


if __name__ == "__main__":
    main()
