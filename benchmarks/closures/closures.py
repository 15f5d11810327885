"""Functions that make functions: cells, nonlocal, functions as values."""
import sys
import time


def make_account(balance):
    def deposit(amount):
        nonlocal balance
        balance += amount
        return balance

    def withdraw(amount):
        nonlocal balance
        if amount > balance:
            return -1
        balance -= amount
        return balance

    return deposit, withdraw


def compose(f, g):
    return lambda x: f(g(x))


def adder(n):
    return lambda x: x + n


def run():
    deposit, withdraw = make_account(100)
    pipeline = adder(0)
    for n in range(1, 6):
        pipeline = compose(adder(n), pipeline)
    total = 0
    for i in range(600000):
        deposit(i % 17)
        total += withdraw(i % 11)
        if not i & 3:
            total += pipeline(i)
            add = adder(i)
            total += add(1) & 1
    return total


def main(iterations):
    for _ in range(iterations):
        start = time.perf_counter()
        value = run()
        print("time", time.perf_counter() - start)
    print("check", value)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
