"""A tokenizer and a precedence parser for arithmetic, with an evaluator over its tree."""
import sys
import time


def tokenize(text):
    tokens = []
    position = 0
    length = len(text)
    while position < length:
        c = text[position]
        if c.isspace():
            position += 1
        elif c.isdigit():
            start = position
            while position < length and text[position].isdigit():
                position += 1
            tokens.append(("number", int(text[start:position])))
        elif c.isalpha() or c == "_":
            start = position
            while position < length and (text[position].isalnum() or text[position] == "_"):
                position += 1
            tokens.append(("name", text[start:position]))
        else:
            tokens.append(("op", c))
            position += 1
    tokens.append(("end", None))
    return tokens


PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2, "%": 2}


class Parser:
    def __init__(self, tokens):
        self.tokens = tokens
        self.position = 0

    def peek(self):
        return self.tokens[self.position]

    def take(self):
        token = self.tokens[self.position]
        self.position += 1
        return token

    def expression(self, least=1):
        left = self.primary()
        while True:
            kind, value = self.peek()
            if kind != "op" or value not in PRECEDENCE or PRECEDENCE[value] < least:
                return left
            self.take()
            left = (value, left, self.expression(PRECEDENCE[value] + 1))

    def primary(self):
        kind, value = self.take()
        if kind == "number":
            return value
        if kind == "name":
            return ("name", value)
        if value == "(":
            inner = self.expression()
            self.take()
            return inner
        if value == "-":
            return ("neg", self.primary())
        raise SyntaxError(value)


def evaluate(tree, names):
    if isinstance(tree, int):
        return tree
    op = tree[0]
    if op == "name":
        return names[tree[1]]
    if op == "neg":
        return -evaluate(tree[1], names)
    left = evaluate(tree[1], names)
    right = evaluate(tree[2], names)
    if op == "+":
        return left + right
    if op == "-":
        return left - right
    if op == "*":
        return left * right % 1000003
    if op == "/":
        return left // (right or 1)
    return left % (right or 1)


def run():
    total = 0
    for n in range(2500):
        text = "(alpha + %d) * beta_2 - -gamma %% (%d + 7) / 3 + (delta * (%d - alpha) + 12345678 / 17)" % (n, n * 3, n)
        tree = Parser(tokenize(" + ".join([text] * 4))).expression()
        total += evaluate(tree, {"alpha": n, "beta_2": 17, "gamma": 1000 + n, "delta": 3})
    return total


def main(iterations):
    for _ in range(iterations):
        start = time.perf_counter()
        value = run()
        print("time", time.perf_counter() - start)
    print("check", value)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
