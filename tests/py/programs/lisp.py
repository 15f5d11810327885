# A small Lisp: reader, evaluator with closures and macros, printer.
class Symbol(str):
    def __repr__(self):
        return str(self)


class Env(dict):
    def __init__(self, names=(), values=(), outer=None):
        super().__init__()
        self.outer = outer
        names = list(names)
        if "." in names:
            at = names.index(".")
            self.update(zip(names[:at], values))
            self[names[at + 1]] = list(values[at:])
        else:
            if len(names) != len(values):
                raise TypeError(f"expected {len(names)} arguments, got {len(values)}")
            self.update(zip(names, values))

    def find(self, name):
        env = self
        while env is not None:
            if name in env:
                return env
            env = env.outer
        raise NameError(f"unbound {name}")


class Lambda:
    def __init__(self, names, body, env, macro=False):
        self.names, self.body, self.env, self.macro = names, body, env, macro

    def __call__(self, *args):
        return evaluate(self.body, Env(self.names, args, self.env))


def tokenize(text):
    return text.replace("(", " ( ").replace(")", " ) ").replace("'", " ' ").split()


def read(tokens):
    token = next(tokens, None)
    match token:
        case None:
            raise SyntaxError("unexpected end")
        case "(":
            items = []
            while (item := read(tokens)) != Symbol(")"):
                items.append(item)
            return items
        case "'":
            return [Symbol("quote"), read(tokens)]
        case _:
            for kind in (int, float):
                try:
                    return kind(token)
                except ValueError:
                    pass
            return Symbol(token)


def evaluate(x, env):
    while True:
        if isinstance(x, Symbol):
            return env.find(x)[x]
        if not isinstance(x, list):
            return x
        match x:
            case ["quote", value]:
                return value
            case ["if", test, then, other]:
                x = then if evaluate(test, env) not in (False, None) else other
            case ["define", [name, *names], body]:
                env[name] = Lambda(names, body, env)
                return name
            case ["define", name, value]:
                env[name] = evaluate(value, env)
                return name
            case ["set!", name, value]:
                env.find(name)[name] = evaluate(value, env)
                return None
            case ["lambda", names, body]:
                return Lambda(names, body, env)
            case ["macro", [name, *names], body]:
                env[name] = Lambda(names, body, env, macro=True)
                return name
            case ["begin", *body]:
                for part in body[:-1]:
                    evaluate(part, env)
                x = body[-1]
            case ["let", bindings, body]:
                env = Env([b[0] for b in bindings], [evaluate(b[1], env) for b in bindings], env)
                x = body
            case [head, *arguments]:
                function = evaluate(head, env)
                if isinstance(function, Lambda):
                    if function.macro:
                        x = function(*arguments)
                        continue
                    env = Env(function.names, [evaluate(a, env) for a in arguments], function.env)
                    x = function.body
                else:
                    return function(*[evaluate(a, env) for a in arguments])


def show(x):
    match x:
        case True | False:
            return "#t" if x else "#f"
        case None:
            return "nil"
        case list():
            return "(" + " ".join(map(show, x)) + ")"
        case Lambda():
            return "<lambda>"
        case _:
            return str(x)


root = Env(["+", "-", "*", "/", "<", "=", "list", "car", "cdr", "cons", "null?", "display", "#t", "#f", "append"],
           [lambda *a: sum(a), lambda a, b=None: -a if b is None else a - b, lambda a, b: a * b, lambda a, b: a // b, lambda a, b: a < b, lambda a, b: a == b, lambda *a: list(a), lambda l: l[0], lambda l: l[1:], lambda a, l: [a] + l, lambda l: l == [], lambda *a: print("out:", *map(show, a)), True, False, lambda *l: sum(l, [])])
program = """
(define (fact n) (if (< n 2) 1 (* n (fact (- n 1)))))
(fact 30)
(define (map f l) (if (null? l) '() (cons (f (car l)) (map f (cdr l)))))
(map (lambda (x) (* x x)) '(1 2 3 4))
(define (loop n acc) (if (= n 0) acc (loop (- n 1) (+ acc n))))
(loop 20000 0)
(define (counter) (let ((n 0)) (lambda () (begin (set! n (+ n 1)) n))))
(define c (counter))
(list (c) (c) (c))
(macro (unless test a b) (list 'if test b a))
(unless #f 'yes (undefined))
(define (sum . all) (if (null? all) 0 (+ (car all) (loop 0 0) 0)))
(sum 5 6)
(display 'hello '(a (b 2.5)) #t)
(let ((x 2) (y 3)) (let ((x 7)) (* x y)))
(fact)
(undefined 1)
(car '())
(((lambda (x) (lambda (y) (+ x y))) 3) 4)
(begin (define (quick l) (if (null? l) '() (append (quick (filter (lambda (x) (< x (car l))) (cdr l))) (list (car l)) (quick (filter (lambda (x) (if (< x (car l)) #f #t)) (cdr l)))))) (define (filter p l) (if (null? l) '() (if (p (car l)) (cons (car l) (filter p (cdr l))) (filter p (cdr l))))) (quick '(3 1 4 1 5 9 2 6 5 3 5)))
(unclosed (list
"""
tokens = iter(tokenize(program))
while True:
    try:
        expression = read(tokens)
    except SyntaxError as e:
        print(e)
        break
    try:
        print(show(evaluate(expression, root)))
    except Exception as e:
        print(type(e).__name__, e)
