# Files, StringIO, BytesIO, os and pathlib on a temporary folder.
import io
import os
import tempfile
from pathlib import Path

s = io.StringIO("line 1\nline 2\n")
print(s.readline(), s.read(3), s.tell(), s.seek(0), list(s), s.getvalue() == "line 1\nline 2\n", s.write("more"), s.truncate(3), s.getvalue())
b = io.BytesIO(b"abc")
b.seek(0, 2)
b.write(b"def")
print(b.getvalue(), b.getbuffer().nbytes, b.seek(1), b.read(2), b.readinto(bytearray(2)), b.closed, b.close(), b.closed)
try:
    b.read()
except ValueError as e:
    print(e)
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "file.txt"
    with open(path, "w", encoding="utf-8", newline="\n") as f:
        print(f.write("é€\nsecond\n"), f.name == str(path), f.mode, f.encoding, f.writable(), f.readable(), f.tell())
    with open(path, "rb") as f:
        print(f.read(), f.seek(-3, 2), f.peek(3), f.readline(), f.isatty())
    with open(path, encoding="utf-8") as f:
        print([line for line in f], f.newlines)
    with open(path, "a+", encoding="utf-8") as f:
        f.write("third")
        f.seek(0)
        print(f.read().splitlines())
    with open(path, "r+b", buffering=0) as f:
        f.seek(1)
        f.write(b"X")
    print(path.read_bytes()[:4], path.stat().st_size, path.exists(), path.name, path.suffix, path.with_suffix(".py").name, path.parent == Path(folder), os.path.getsize(path), sorted(os.listdir(folder)))
    for args in ((path / "no", "r"), (path, "x"), (path, "q"), (folder, "r"), (path, "rb", -1, "utf-8")):
        try:
            open(*args)
        except (OSError, ValueError) as e:
            print(type(e).__name__, getattr(e, "errno", None), getattr(e, "strerror", None) or e)
    try:
        open(path, encoding="ascii").read()
    except UnicodeDecodeError as e:
        print(e.reason)
    os.mkdir(os.path.join(folder, "sub"))
    (Path(folder) / "sub" / "a.txt").write_text("data")
    for root, dirs, files in os.walk(folder):
        print(os.path.relpath(root, folder), sorted(dirs), sorted(files))
    os.rename(path, Path(folder) / "renamed")
    os.remove(Path(folder) / "renamed")
    print(sorted(p.name for p in Path(folder).rglob("*")), Path(folder, "sub").is_dir(), os.path.join("a", "b"), os.path.splitext("x.tar.gz"), os.path.basename("/a/b"), os.sep)
    with open(Path(folder) / "crlf", "wb") as f:
        f.write(b"a\r\nb\rc\n")
    for newline in (None, "", "\n", "\r\n"):
        with open(Path(folder) / "crlf", newline=newline) as f:
            print(repr(newline), f.readlines())
print(os.path.exists(folder), os.getcwd() != "", os.environ.get("NO_SUCH_VARIABLE"), isinstance(os.getpid(), int), os.fspath(Path("x/y")), Path("a/../b").parts)
