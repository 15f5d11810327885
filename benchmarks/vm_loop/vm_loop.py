"""A byte-code interpreter in Python: a chain of comparisons and a dispatch table over a small stack machine."""
import sys
import time


PUSH, ADD, SUB, MUL, LESS, JUMP, JUMP_FALSE, LOAD, STORE, HALT = range(10)


def run_chain(code, locals_):
    stack = []
    pc = 0
    executed = 0
    while True:
        op, arg = code[pc]
        pc += 1
        executed += 1
        if op == LOAD:
            stack.append(locals_[arg])
        elif op == STORE:
            locals_[arg] = stack.pop()
        elif op == PUSH:
            stack.append(arg)
        elif op == ADD:
            b = stack.pop()
            stack[-1] += b
        elif op == SUB:
            b = stack.pop()
            stack[-1] -= b
        elif op == MUL:
            b = stack.pop()
            stack[-1] = stack[-1] * b % 1000003
        elif op == LESS:
            b = stack.pop()
            stack[-1] = stack[-1] < b
        elif op == JUMP:
            pc = arg
        elif op == JUMP_FALSE:
            if not stack.pop():
                pc = arg
        else:
            return executed


class Machine:
    def __init__(self, code, locals_):
        self.code = code
        self.locals = locals_
        self.stack = []
        self.pc = 0
        self.running = True
        self.table = [self.push, self.add, self.sub, self.mul, self.less, self.jump, self.jump_false, self.load,
                      self.store, self.halt]

    def push(self, arg):
        self.stack.append(arg)

    def add(self, arg):
        b = self.stack.pop()
        self.stack[-1] += b

    def sub(self, arg):
        b = self.stack.pop()
        self.stack[-1] -= b

    def mul(self, arg):
        b = self.stack.pop()
        self.stack[-1] = self.stack[-1] * b % 1000003

    def less(self, arg):
        b = self.stack.pop()
        self.stack[-1] = self.stack[-1] < b

    def jump(self, arg):
        self.pc = arg

    def jump_false(self, arg):
        if not self.stack.pop():
            self.pc = arg

    def load(self, arg):
        self.stack.append(self.locals[arg])

    def store(self, arg):
        self.locals[arg] = self.stack.pop()

    def halt(self, arg):
        self.running = False

    def run(self):
        executed = 0
        while self.running:
            op, arg = self.code[self.pc]
            self.pc += 1
            executed += 1
            self.table[op](arg)
        return executed


# i = 0; x = 1; while i < limit: x = x * 31 % 1000003 + i; i = i + 1
PROGRAM = [
    (PUSH, 0), (STORE, 0), (PUSH, 1), (STORE, 1),
    (LOAD, 0), (LOAD, 2), (LESS, None), (JUMP_FALSE, 18),
    (LOAD, 1), (PUSH, 31), (MUL, None), (LOAD, 0), (ADD, None), (STORE, 1),
    (LOAD, 0), (PUSH, 1), (ADD, None), (JUMP, 19),
    (HALT, None),
    (STORE, 0), (JUMP, 4),
]


def run():
    first = [0, 0, 60000]
    executed = run_chain(PROGRAM, first)
    second = [0, 0, 48000]
    executed += Machine(PROGRAM, second).run()
    return executed, first[1], second[1]


def main(iterations):
    for _ in range(iterations):
        start = time.perf_counter()
        value = run()
        print("time", time.perf_counter() - start)
    print("check", value)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
