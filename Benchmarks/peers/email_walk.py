"""What it costs Python's email package to read messages: to parse them, and to decode all their parts too.

Usage: email_walk.py LIST ROUNDS; prints what Benchmarks/read-mail prints.
"""

import email
import sys
import time


def read(message, decodes):
    tree = email.message_from_bytes(message)
    if decodes:
        for part in tree.walk():
            if not part.is_multipart():
                part.get_payload(decode=True)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        paths = file.read().splitlines()
    messages = []
    for path in paths:
        with open(path, "rb") as file:
            messages.append(file.read())
    size = sum(map(len, messages))
    for decodes in (False, True):
        times = []
        for _ in range(int(sys.argv[2])):
            start = time.process_time_ns()
            for message in messages:
                try:
                    read(message, decodes)
                except Exception:  # some messages are more than it can take
                    pass
            times.append(time.process_time_ns() - start)
        spent = min(times)
        name = "python-decode" if decodes else "python-parse"
        print(f"{name} {len(messages)} {size} {spent / 1e3 / len(messages):.1f} {size * 1e3 / spent:.1f}")


main()
