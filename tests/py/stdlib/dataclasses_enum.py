# dataclasses, enum, abc, contextlib, typing basics.
import abc
import contextlib
import enum
from dataclasses import FrozenInstanceError, asdict, astuple, dataclass, field, fields, replace


@dataclass(order=True)
class Item:
    name: str
    price: float = 1.0
    tags: list = field(default_factory=list, compare=False)
    total: float = field(init=False, repr=False, default=0)

    def __post_init__(self):
        self.total = self.price * 2


i = Item("a", 2.5)
print(i, i.total, i == Item("a", 2.5, ["x"]), i < Item("b"), asdict(i), astuple(i), replace(i, name="z"), [f.name for f in fields(Item)], Item.__match_args__)


@dataclass(frozen=True, slots=True)
class Frozen:
    x: int
    y: int = 5


f = Frozen(1)
try:
    f.x = 2
except FrozenInstanceError as e:
    print(e)
print(f, hash(f) == hash(Frozen(1)), hasattr(f, "__dict__"))
match i:
    case Item(name, price):
        print("matched", name, price)
for bad in ("x: list = []", "x: int = 1\n    y: str"):
    try:
        exec(f"@dataclass\nclass Bad:\n    {bad}\n")
    except (ValueError, TypeError) as e:
        print(e)


class Color(enum.Enum):
    RED = 1
    GREEN = 2
    CRIMSON = 1

    def describe(self):
        return f"{self.name} is {self.value}"


print(Color.RED, repr(Color.GREEN), Color(1), Color["RED"], Color.CRIMSON is Color.RED, list(Color), Color.RED.describe(), Color.RED in Color, len(Color), isinstance(Color.RED, Color))
for expression in ("Color(9)", "Color['NO']", "Color.BLUE"):
    try:
        eval(expression)
    except Exception as e:
        print(type(e).__name__, e)


class Perm(enum.Flag):
    R = enum.auto()
    W = enum.auto()
    X = enum.auto()


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 10


print(Perm.R | Perm.W, (Perm.R | Perm.W).value, Perm.R in (Perm.R | Perm.X), ~Perm.R, Perm(0), Level.LOW < Level.HIGH, Level.HIGH + 1, f"{Level.LOW}", list(Perm.R | Perm.X))


class Shape(abc.ABC):
    @abc.abstractmethod
    def area(self): ...

    @property
    @abc.abstractmethod
    def name(self): ...


class Square(Shape):
    def area(self):
        return 4


try:
    Square()
except TypeError as e:
    print(e)
Shape.register(int)
print(isinstance(5, Shape), issubclass(bool, Shape), Square.__abstractmethods__)


@contextlib.contextmanager
def tag(name):
    print(f"<{name}>")
    try:
        yield name.upper()
    except ValueError as e:
        print("handled", e)
    finally:
        print(f"</{name}>")


with tag("b") as upper:
    print(upper)
with tag("i"):
    raise ValueError("inside")
with contextlib.suppress(KeyError), contextlib.ExitStack() as stack:
    stack.callback(print, "callback")
    stack.enter_context(tag("s"))
    {}["missing"]
with contextlib.nullcontext(5) as five:
    print(five)
