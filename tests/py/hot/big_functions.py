# Functions with more locals, constants, names and jumps than one byte counts.
lines = ["def many_locals(n):"]
lines += [f"    v{i} = n + {i}" for i in range(400)]
lines += ["    return " + " + ".join(f"v{i}" for i in range(400))]
lines += ["def many_constants():", "    return [" + ", ".join(f"{i}.5" for i in range(700)) + "]"]
lines += ["def many_names(o):"] + [f"    o.attr{i} = {i}" for i in range(300)] + ["    return o.attr0 + o.attr299"]
lines += ["def long_jumps(n):", "    total = 0", "    while n > 0:", "        if n % 2:"] + [f"            total += {i}" for i in range(400)] + ["        else:"] + [f"            total -= {i}" for i in range(390)] + ["        n -= 1", "    return total"]
lines += ["def many_cases(x):", "    match x:"] + [f"        case {i}: return {i * i}" for i in range(300)] + ["        case _: return None"]
lines += ["def many_args(" + ", ".join(f"a{i}=0" for i in range(300)) + "):", "    return " + " + ".join(f"a{i}" for i in range(300))]
lines += ["def nested():", "    x = 1"]
for depth in range(18):
    lines.append("    " * (depth + 1) + f"for i{depth} in (1,):")
lines.append("    " * 19 + "x += 1")
lines.append("    return x")
lines += ["def tries(n):", "    total = 0"] + [f"    try:\n        total += 1 // (n - {i})\n    except ZeroDivisionError:\n        total += 1000" for i in range(100)] + ["    return total"]
lines += ["def many_cells():"] + [f"    c{i} = {i}" for i in range(300)] + ["    def inner():", "        return " + " + ".join(f"c{i}" for i in range(300)), "    return inner()"]
lines += ["def chain(x):", "    return " + " < ".join(["x"] + [f"x + {i}" for i in range(1, 150)])]
lines += ["def ifs(x):", "    if x == 0: return 'zero'"] + [f"    elif x == {i}: return 'n{i}'" for i in range(1, 200)] + ["    else: return 'many'"]
lines += ["def call_many(f):", "    return f(" + ", ".join(str(i) for i in range(300)) + ", " + ", ".join(f"k{i}={i}" for i in range(300)) + ")"]
lines += ["def unpack_many():", "    " + ", ".join(f"u{i}" for i in range(300)) + " = range(300)", "    return u0 + u299"]
lines += ["def fstring_many(x):", "    return f'" + "".join("{x}-" for _ in range(300)) + "'"]
lines += ["big_dict = {" + ", ".join(f"'k{i}': {i}" for i in range(500)) + "}", "big_set = {" + ", ".join(str(i % 250) for i in range(500)) + "}", "big_tuple = (" + ", ".join(str(i) for i in range(500)) + ")"]
namespace = {}
exec("\n".join(lines), namespace)
get = namespace.__getitem__


class O:
    pass


print(get("many_locals")(1), sum(get("many_constants")()), get("many_names")(O()), get("long_jumps")(5), get("many_cases")(299), get("many_cases")(300), get("many_args")(*range(300)), get("many_args")(a299=7), get("nested")(), get("tries")(50), get("many_cells")(), get("chain")(1), get("ifs")(150), get("ifs")(500))
print(get("call_many")(lambda *a, **k: (len(a), len(k), a[-1], k["k299"])), get("unpack_many")(), len(get("fstring_many")("ab")), len(get("big_dict")), get("big_dict")["k499"], len(get("big_set")), get("big_tuple")[-1])
for name in ("long_jumps", "many_locals", "many_cases"):
    for _ in range(20):
        get(name)(3)
expression = "1" + " + 1" * 3000
print(eval(expression), eval("[" * 80 + "1" + "]" * 80 + "[0]" * 80), eval("(" + ",".join(["x"] * 2000) + ")", {"x": 1}).count(1), len(eval("'" + "a" * 100000 + "'")), eval("not " * 50 + "1"), eval("lambda: " * 30 + "5")()() is not None)
print(sum(eval("lambda " + ", ".join(f"p{i}" for i in range(260)) + ": (" + ",".join(f"p{i}" for i in range(260)) + ")")(*range(260))))
