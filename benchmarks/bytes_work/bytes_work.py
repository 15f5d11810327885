"""Bytes and bytearrays: run-length coding, hexadecimal, xor, slices, searching."""
import sys
import time


def encode(data):
    out = bytearray()
    at = 0
    while at < len(data):
        end = at
        while end < len(data) and data[end] == data[at] and end - at < 255:
            end += 1
        out.append(end - at)
        out.append(data[at])
        at = end
    return bytes(out)


def decode(data):
    out = bytearray()
    for at in range(0, len(data), 2):
        out += data[at + 1:at + 2] * data[at]
    return bytes(out)


def xor(data, key):
    return bytes(byte ^ key[at % len(key)] for at, byte in enumerate(data))


def make():
    out = bytearray()
    seed = 99
    while len(out) < 500000:
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        out += bytes([seed >> 16 & 7]) * (seed >> 20 & 15)
    return bytes(out)


DATA = make()


def run():
    packed = encode(DATA)
    same = decode(packed) == DATA
    secret = xor(DATA, b"key!")
    again = xor(secret, b"key!") == DATA
    text = secret[:100000].hex()
    found = 0
    position = DATA.find(b"\x01\x02")
    while position >= 0:
        found += 1
        position = DATA.find(b"\x01\x02", position + 1)
    view = memoryview(DATA)
    total = sum(view[at] for at in range(0, len(view), 3))
    return same, again, len(packed), bytes.fromhex(text)[:3], found, total, DATA.count(7)


def main(iterations):
    for _ in range(iterations):
        start = time.perf_counter()
        value = run()
        print("time", time.perf_counter() - start)
    print("check", value)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
