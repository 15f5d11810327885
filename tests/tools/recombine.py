"""Random programs for `cargo xtask dis-diff`: statements of CPython's library put together in new ways.

    python3.14 tests/tools/recombine.py SEED COUNT FOLDER && cd FOLDER && cargo xtask dis-diff .

About one in ten programs that do not compile is kept too, so that errors are compared as well.
"""
import ast, random, sys, os, glob, copy
seed, n, out = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
R = random.Random(seed)
L = os.path.expanduser('~/.cache/reference-pythons/root/usr/lib/python3.14')
files = glob.glob(L + '/*.py') + glob.glob(L + '/asyncio/*.py') + glob.glob(L + '/test/test_[cdegpstuw]*.py')
R.shuffle(files)
stmts, exprs = [], []
for f in files[:70]:
    try: tree = ast.parse(open(f, 'rb').read())
    except (SyntaxError, ValueError, OSError): continue
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and sum(1 for _ in ast.walk(node)) < 120: stmts.append(node)
        if isinstance(node, ast.expr) and isinstance(getattr(node, 'ctx', ast.Load()), ast.Load) and not isinstance(node, (ast.Starred, ast.FormattedValue, ast.Slice, ast.Interpolation)) and 2 < sum(1 for _ in ast.walk(node)) < 40: exprs.append(node)
def E(): return copy.deepcopy(R.choice(exprs))
def N(ctx=ast.Store()): return ast.Name(R.choice('abcdxyz'), ctx)
def S(d):
    k = R.random()
    if d <= 0 or k < .45: return copy.deepcopy(R.choice(stmts))
    B = lambda: [S(d-1) for _ in range(R.choice((1,1,2,3)))]
    O = lambda: B() if R.random() < .4 else []
    k = R.randrange(19)
    if k == 0: return ast.If(E(), B(), O())
    if k == 1: return ast.For(N(), E(), B(), O())
    if k == 2: return ast.While(R.choice((E(), ast.Constant(True), ast.Constant(0))), B(), O())
    if k == 3: return ast.Try(B(), [ast.ExceptHandler(E(), R.choice((None, 'e', 'a')), B()) for _ in range(R.choice((1,2)))], O(), O())
    if k == 4: return ast.Try(B(), [], [], B())
    if k == 5: return ast.With([ast.withitem(E(), N() if R.random() < .5 else None) for _ in range(R.choice((1,2)))], B())
    if k == 6: return ast.FunctionDef('f', ast.arguments([], [ast.arg(c) for c in R.sample('abcd', 2)], None, [], [], None, [E()] if R.random()<.3 else []), B(), [], None, type_params=[ast.TypeVar('T', E() if R.random()<.5 else None)] if R.random()<.2 else [])
    if k == 7: return ast.AsyncFunctionDef('g', ast.arguments([], [], None, [], [], None, []), B(), [], None, type_params=[])
    if k == 8: return ast.ClassDef('C', [E()] if R.random()<.3 else [], [], B(), [], type_params=[])
    if k == 9: return ast.TryStar(B(), [ast.ExceptHandler(E(), R.choice((None, 'e')), B())], O(), O())
    if k == 10: return ast.AsyncFor(N(), E(), B(), O())
    if k == 11: return ast.AsyncWith([ast.withitem(E(), N() if R.random() < .5 else None)], B())
    if k == 12: return ast.Return(E() if R.random() < .7 else None)
    if k == 13: return R.choice((ast.Break, ast.Continue, ast.Pass))()
    if k == 14: return ast.Expr(ast.ListComp(E(), [ast.comprehension(N(), E(), [E()] if R.random()<.4 else [], int(R.random()<.1)) for _ in range(R.choice((1,1,2)))]))
    if k == 15: return ast.Match(E(), [ast.match_case(P(2), E() if R.random()<.3 else None, B()) for _ in range(R.choice((1,2,3)))])
    if k == 16: return ast.Assign([ast.Tuple([N() for _ in range(R.choice((2,3,4)))], ast.Store())], ast.Tuple([R.choice((N(ast.Load()),E())) for _ in range(3)], ast.Load()))
    if k == 17: return ast.Delete([N(ast.Del())])
    return ast.Expr(R.choice((lambda: ast.Yield(E()), lambda: ast.Await(E()), lambda: ast.YieldFrom(E()), lambda: ast.NamedExpr(N(), E()), lambda: ast.BoolOp(R.choice((ast.And(),ast.Or())), [E(),E(),E()]), lambda: ast.Compare(E(), [R.choice((ast.Lt(),ast.In(),ast.Is(),ast.IsNot(),ast.NotIn())) for _ in 'ab'], [R.choice((E(), ast.Constant(None), ast.List([ast.Constant(1),ast.Constant(2)], ast.Load()))),E()]), lambda: ast.Lambda(ast.arguments([], [ast.arg('x')], None, [], [], None, []), E()), lambda: ast.IfExp(E(),E(),E()), lambda: ast.UnaryOp(ast.Not(), ast.UnaryOp(ast.Not(), E()))))())
def P(d):
    k = R.randrange(7) if d else R.randrange(3)
    if k == 0: return ast.MatchValue(ast.Constant(R.choice((1, 'a', -2.5))))
    if k == 1: return ast.MatchAs(None, R.choice('abc'))
    if k == 2: return ast.MatchSingleton(R.choice((None, True)))
    if k == 3: return ast.MatchSequence([P(d-1), P(d-1)] + ([ast.MatchStar(None)] if R.random()<.4 else []))
    if k == 4: return ast.MatchMapping([ast.Constant('k')], [P(d-1)], R.choice((None, 'r')))
    if k == 5: return ast.MatchClass(ast.Name('K', ast.Load()), [P(d-1)], ['q'], [P(d-1)])
    return ast.MatchOr([ast.MatchValue(ast.Constant(3)), ast.MatchSingleton(None)])
os.makedirs(out, exist_ok=True)
i = 0
while i < n:
    m = ast.Module([S(5) for _ in range(R.choice((1, 2, 3)))], [])
    if R.random() < .6: m = ast.Module([R.choice((ast.FunctionDef, ast.AsyncFunctionDef))('h', ast.arguments([], [ast.arg('x')], None, [], [], None, []), m.body, [], None, type_params=[])], [])
    try: text = ast.unparse(ast.fix_missing_locations(m))
    except Exception: continue
    if R.random() < .3: text = text.replace('\n\n', '\n')
    try:
        import warnings; warnings.simplefilter('ignore')
        compile(text, 'x', 'exec')
    except SyntaxError as e:
        if R.random() > .1: continue
    except Exception: continue
    open(f'{out}/p{i:05}.py', 'w').write(text + '\n'); i += 1
