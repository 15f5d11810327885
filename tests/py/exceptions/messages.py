# Messages of common errors, with suggestions as they come in str(e) and attributes.
class Thing:
    color = "red"

    def __init__(self):
        self.height = 1


thing = Thing()
module_level = 1
expressions = ["thing.colour", "thing.heigth", "undefined_nam", "module_levle", "prnt", "[].appendd", "{}['k']", "[1][5]", "(1,)[5]", "'abc'[10]", "range(3)[9]", "1 + 'a'", "'a' + 1", "[] + ()", "1 / 0", "1 % 0", "1.0 // 0", "0 ** -1", "int('x')", "int('1.5')", "float('abc')", "None + 1", "None.x", "None[0]", "None()", "5()", "len(5)",
               "iter(5)", "for_", "'a' in 5", "5 in 'a'", "{}.x", "{[]}", "hash([])", "[] < {}", "sorted([1, 'a'])", "sum(['a'])", "max([])", "chr(-1)", "chr(0x110000)", "ord('ab')", "ord(5)", "round('a')", "abs('a')", "divmod(1, 0)", "pow(0, -1)", "'%d' % 'a'", "'{}'.format()", "'abc'.index('z')", "[].pop()", "{}.popitem()",
               "set().pop()", "next(iter(()))", "open", "thing()", "thing[0]", "thing + 1", "-thing", "thing < thing", "Thing(1)", "Thing.height", "isinstance(1, 1)", "issubclass(1, int)", "type(1, 2)", "object.__new__(5)", "int.__new__(str)", "super(int).x", "list(1)", "dict(1)", "set(1)", "tuple(1)", "bytes('a')", "bytearray(-1)", "enumerate(1)",
               "zip(1)", "map(1)", "map(1, [1])", "filter(1)", "reversed(1)", "slice()", "memoryview(1)", "complex('a')", "str(1, 2)", "bool(1, 2)", "range('a')", "frozenset(1)", "property(1).x", "staticmethod()", "classmethod()", "print(sep=1)", "input(1, 2)", "eval(1)", "exec(1)", "compile(1, 2, 3)", "getattr(1)", "vars(1)", "callable()", "id()", "hex('a')", "format(1, 2)", "all(1)", "any(1)", "__import__()", "__import__('no_such_module_here')",
               "(lambda: 1)(1)", "(lambda x: x)()", "(lambda *, k: k)()", "''.join([1])", "b''.join([''])", "[1, 2, 3].index(9)", "(1).bit_length(1)", "'a'.split(1)", "'a' * 'b'", "[1] * 'a'", "[0] * 10**30", "1 << -1", "1 << 10**30", "1 @ 2", "~1.5", "not_a_name.attr", "lambda: undefined"]
for expression in expressions:
    try:
        result = eval(expression)
        print(expression, "->", result if isinstance(result, (int, str, list)) else type(result).__name__)
    except Exception as e:
        print(expression, "->", type(e).__name__ + ":", e)
for expression in ("thing.colour", "undefined_nam"):
    try:
        eval(expression)
    except (AttributeError, NameError) as e:
        print(e.name, getattr(e, "obj", None) is thing)
for statement in ("a, b = 1", "a, b = 1, 2, 3", "a, b = [1]", "a, b, *c = [1]", "a, b = {}", "x.y = 1", "thing.new.deep = 1", "del thing.nope", "del undefined_thing", "import no.such.thing", "from os import nothing_at_all" if 0 else "from sys import exxit", "(1).x = 1", "None.x = 1", "'a'[0] = 'b'", "(1, 2)[0] = 1", "5[0] = 1", "del (1,)[0]", "range(3)[0] = 1", "for x in 5: pass", "with 5: pass", "raise 5", "assert 0, 'why'", "f'{undefined_in_f}'", "len = 5; len()", "class A(B_undefined): pass", "def f(x=undefined_default): pass"):
    try:
        exec(statement, dict(globals()))
    except Exception as e:
        print(statement, "->", type(e).__name__ + ":", str(e).split(" (unknown")[0])
