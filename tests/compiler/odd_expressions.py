x is 1
x is not ()
1 is x is y
x is (1,2)
x is (1,y)
x is ...
x is "a" is 3
"a"()
(1,2)(3)
[1](2)
{1:2}(3)
{1}(2)
f"a"()
f"a{x}"(2)
t"a"()
(lambda: 1)()
[i for i in x]()
(i for i in x)()
{i for i in x}()
None()
...()
1.0()
1j()
b"a"()
None[1]
1[2]
1.5[2]
1j[1]
...[1]
{1}[2]
{i for i in x}[1]
(i for i in x)[1]
(lambda: 1)[2]
"a"["b"]
"a"[1.0]
"a"[None]
[1,2]["a"]
[1,2][1,2]
(1,2)[1,2]
(1,2)[lambda: 1]
[i for i in x]["a"]
f"a{x}"["a"]
f"a"[1.0]
"a"[f"b"]
"a"[True]
"a"[1:2]
t"a"["b"]
t"a"[1]
"a"[t"b"]
b"a"["x"]
"a"[(i for i in x)]
{1:2}[3]
assert (x, "msg")
assert ()
assert (x,)
def f():
    try: pass
    finally:
        return 1
def g():
    for i in x:
        try: pass
        finally:
            break
    while x:
        try: pass
        finally:
            continue
def h():
    try: pass
    finally:
        for i in x:
            break
        def k():
            return 2
        class C:
            pass
        if x:
            return
def m():
    try:
        pass
    finally:
        x is 1
        "a"()
        try: pass
        finally:
            1()
def n():
    with x:
        try:
            return 5
        finally:
            2 is 3
def o():
    for i in y:
        try:
            if x: return 1
            if y: break
            continue
        except E:
            pass
        finally:
            2 is 3
            assert (1, 2)
try:
    pass
finally:
    try:
        pass
    finally:
        z is 3
