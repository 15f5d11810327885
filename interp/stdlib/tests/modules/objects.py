# Code objects, frames and their locals, type arguments and unions, classes of type parameters, t-strings.


def raises(kind, text, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except kind as error:
        assert str(error) == text, str(error)
    else:
        raise AssertionError(f"{kind.__name__} expected: {text}")


def sample(a, b, /, c, *args, d=1, **kw):
    x = 1

    def inner():
        return x, a

    return inner


code = sample.__code__
Code = type(code)
assert (code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_nlocals) == (3, 2, 1, 7 + 0)
assert code.co_varnames == ("a", "b", "c", "d", "args", "kw", "inner")
assert code.co_cellvars == ("x", "a") or set(code.co_cellvars) == {"a", "x"}
assert code.replace() == code and hash(code.replace()) == hash(code)
assert code.replace(co_name="other") != code and code.replace(co_name="other").co_name == "other"
assert code._varname_from_oparg(0) == "a"
assert [p[0] for p in code.co_positions()].count(None) >= 1
raises(ValueError, "co_argcount must be a positive integer", code.replace, co_argcount=-1)
raises(TypeError, "replace() argument 'co_name' must be str, not int", code.replace, co_name=1)
raises(ValueError, "code: co_varnames is too small", code.replace, co_argcount=99)
raises(ValueError, "code: co_nlocals != len(co_varnames)", code.replace, co_nlocals=99)
again = Code(
    code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_nlocals, code.co_stacksize,
    code.co_flags, code.co_code, code.co_consts, code.co_names, code.co_varnames, code.co_filename, code.co_name,
    code.co_qualname, code.co_firstlineno, code.co_linetable, code.co_exceptiontable, code.co_freevars, code.co_cellvars,
)
assert again == code


def numbers(n):
    m = n + 1
    yield m
    yield lambda: m


generator = numbers(3)
frame = generator.gi_frame
assert frame.f_generator is generator and frame.f_back is None and frame.f_code is numbers.__code__
assert next(generator) == 4
local = frame.f_locals
assert dict(local) == {"n": 3, "m": 4} and local["m"] == 4 and "z" not in local and len(local) == 2
local["m"] = 7
local["extra"] = 1
assert next(generator)() == 7
assert local.pop("extra") == 1 and local | {"q": 1} == {"n": 3, "m": 7, "q": 1}
raises(ValueError, "cannot remove local variables from FrameLocalsProxy", local.pop, "m")
raises(RuntimeError, "cannot clear a suspended frame", frame.clear)
raises(ValueError, "f_lineno can only be set in a trace function", setattr, frame, "f_lineno", 1)
assert not generator.gi_running and generator.gi_suspended and generator.gi_yieldfrom is None
generator.close()
assert generator.gi_frame is None

alias = list[int]
Alias = type(alias)
assert repr(dict[str, list[int]]) == "dict[str, list[int]]" and alias == list[int] and hash(alias) == hash(list[int])
assert alias.__origin__ is list and alias.__args__ == (int,) and alias.__parameters__ == ()
assert alias((1, 2)) == [1, 2] and alias.append is list.append
raises(TypeError, "list[int] is not a generic class", lambda: alias[str])
raises(TypeError, "isinstance() argument 2 cannot be a parameterized generic", isinstance, [], alias)
(star,) = tuple[int, str]
assert repr(star) == "*tuple[int, str]" and star.__unpacked__ and tuple[star] != tuple[int, str]

union = int | str
assert repr(union | None) == "int | str | None" and union == str | int and hash(union) == hash(str | int)
assert isinstance(1, union) and not isinstance(1.5, union) and issubclass(bool, union)
assert int | int is int and (union | int) == union and union.__args__ == (int, str)
assert type(union).__name__ == "Union" and type(union)[int, str] == union
raises(TypeError, "unsupported operand type(s) for |: 'type' and 'int'", lambda: int | 3)
raises(TypeError, "'typing.Union' object is not iterable", iter, union)

T = _typing.TypeVar("T", int, str, default=int)
assert repr(T) == "~T" and T.__constraints__ == (int, str) and T.__default__ is int and T.has_default()
assert T.evaluate_default(4) == "int" and repr(_typing.TypeVar("S", covariant=True)) == "+S"
raises(TypeError, "A single constraint is not allowed", _typing.TypeVar, "T", int)
raises(ValueError, "Bivariant types are not supported.", _typing.TypeVar, "T", covariant=True, contravariant=True)
P = _typing.ParamSpec("P")
assert repr(P.args) == "P.args" and P.args == P.args and P.args != P.kwargs and P.kwargs.__origin__ is P
assert repr(_typing.NoDefault) == "typing.NoDefault" and not _typing.TypeVarTuple("Ts").has_default()
type Number = int | float
assert repr(Number) == "Number" and Number.__value__ == int | float and Number.__type_params__ == ()
type Lazy = missing
try:
    Lazy.__value__
except NameError as error:
    assert error.name == "missing"
missing = 3
assert Lazy.__value__ == 3


def generic[**C, A: int = bool]():
    pass


C, A = generic.__type_params__
assert (A.__bound__, A.__default__, A.__infer_variance__, repr(A)) == (int, bool, True, "A")
assert C.__default__ is _typing.NoDefault and A.evaluate_bound(1) is int

value = 5
template = t"a{value!r:>{value}}b{value=}"
assert template.strings == ("a", "bvalue=", "") and template.values == (5, 5)
first = template.interpolations[0]
assert (first.value, first.expression, first.conversion, first.format_spec) == (5, "value", "r", ">5")
assert [type(part).__name__ for part in template] == ["str", "Interpolation", "str", "Interpolation"]
assert (template + t"c").strings == ("a", "bvalue=", "c")
Interpolation = type(first)
match first:
    case Interpolation(found, "value"):
        assert found == 5
    case _:
        raise AssertionError("an interpolation matches its fields")
