for i in x:
    try:
        if i: break
        if j or k: pass
        elif l: continue
    except A:
        if m: continue
    except B as e:
        for n in o:
            try: p
            except C: pass
            finally:
                if q: break
    finally:
        if r and s or t: u
        else: v
if a:
    if b:
        if c: d
    else: e
elif f: pass
try: pass
finally: g
try:
    h
except: i
else:
    if j: k
with l: pass
with m: raise
if __name__ == "x": sys.exit(not main())
