"""Random constant expressions for `cargo xtask dis-diff`: what is folded, to what, and what is left to run time.

    python3.14 tests/tools/constants.py SEED   (writes 40 files into the working folder)
"""
import random
import sys

R = random.Random(int(sys.argv[1]))
atoms=['0','1','2','3','7','255','256','-1','10**20','1<<70','0.0','1.5','-0.0','1e308','1e-308','2.5e-324','1e400','3.0','0.5','1j','2.5j','0j','1e200j','-1j','True','False','None','...','"ab"','""','b"xy"','"\\u00e9\\ud800"','(1,2)','()','(1,("a",2.0))','-5','100','0.1','-7.5','1e16','(1e308+1e308j)','(2-1e400j)','(1e400-1e400)','1e200','12345678901234567890','9007199254740993']
ops=['+','-','*','/','//','%','**','<<','>>','&','|','^','@']
def e(d):
    k=R.random()
    if d==0 or k<.2: return R.choice(atoms)
    if k<.75: return f'({e(d-1)} {R.choice(ops)} {e(d-1)})'
    if k<.85: return f'({R.choice(["-","+","~","not "])}{e(d-1)})'
    if k<.92: return f'{e(d-1)}[{R.choice(["0","1","-1","1:","::-1",":2","5","True","None:1","::2","-1:0:-1","1.0","(0,1)"])}]'
    if k<.96: return f'({e(d-1)}, {e(d-1)})'
    return f'({e(d - 1)} in [{e(d - 1)}, {e(d - 1)}, {e(d - 1)}])'


for f in range(40):
    with open(f'c{f}.py','w') as o:
        for i in range(400): o.write(f'x = {e(R.choice((1,1,2,3)))}\n')
