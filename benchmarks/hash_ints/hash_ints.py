"""32-bit and 64-bit mixing: linear congruential generators, FNV, a CRC table, xorshift."""
import sys
import time


def crc_table():
    table = []
    for n in range(256):
        for _ in range(8):
            n = n >> 1 ^ 0xEDB88320 if n & 1 else n >> 1
        table.append(n)
    return table


def crc(data, table):
    value = 0xFFFFFFFF
    for byte in data:
        value = table[(value ^ byte) & 0xFF] ^ value >> 8
    return value ^ 0xFFFFFFFF


def fnv(data):
    h = 0xCBF29CE484222325
    for byte in data:
        h = ((h ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return h


def xorshift(x, n):
    for _ in range(n):
        x ^= x << 13 & 0xFFFFFFFF
        x ^= x >> 17
        x ^= x << 5 & 0xFFFFFFFF
    return x


def lcg(x, n):
    total = 0
    for _ in range(n):
        x = (x * 1664525 + 1013904223) & 0xFFFFFFFF
        total += x >> 24
    return total


def run():
    data = bytes(range(256)) * 480
    return crc(data, crc_table()), fnv(data), xorshift(2463534242, 400000), lcg(7, 800000)


def main(iterations):
    for _ in range(iterations):
        start = time.perf_counter()
        value = run()
        print("time", time.perf_counter() - start)
    print("check", value)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
