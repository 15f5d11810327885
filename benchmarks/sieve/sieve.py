"""Primes: a sieve over a list, one over a bytearray with slices, and trial division."""
import sys
import time


def sieve_list(n):
    flags = [True] * (n + 1)
    flags[0] = flags[1] = False
    i = 2
    while i * i <= n:
        if flags[i]:
            for j in range(i * i, n + 1, i):
                flags[j] = False
        i += 1
    return [i for i, flag in enumerate(flags) if flag]


def sieve_bytes(n):
    flags = bytearray([1]) * (n + 1)
    flags[0] = flags[1] = 0
    for i in range(2, int(n ** 0.5) + 1):
        if flags[i]:
            flags[i * i::i] = bytes(len(range(i * i, n + 1, i)))
    return sum(flags)


def is_prime(n, primes):
    for p in primes:
        if p * p > n:
            return True
        if n % p == 0:
            return False
    return True


def run():
    primes = sieve_list(1500000)
    count = sieve_bytes(4000000)
    large = sum(1 for n in range(1000001, 1060001, 2) if is_prime(n, primes))
    return len(primes), primes[-1], count, large


def main(iterations):
    for _ in range(iterations):
        start = time.perf_counter()
        value = run()
        print("time", time.perf_counter() - start)
    print("check", value)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
