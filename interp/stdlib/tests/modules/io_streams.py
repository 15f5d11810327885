# Files, buffers and text streams of _io: the same assertions hold in CPython.

NAME = '/tmp/taipan-io-test-%d' % posix.getpid()


def raises(kind, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except kind as error:
        return str(error)
    raise AssertionError('%s not raised' % kind)


# Raw files.
f = _io.FileIO(NAME, 'w')
assert f.write(b'hello\nworld\n') == 12
assert (f.mode, f.name, f.closed, f.seekable(), f.readable(), f.writable()) == ('wb', NAME, False, True, False, True)
assert raises(_io.UnsupportedOperation, f.read) == 'File not open for reading'
assert repr(f) == "<_io.FileIO name='%s' mode='wb' closefd=True>" % NAME
f.close()
assert repr(f) == '<_io.FileIO [closed]>'
assert raises(ValueError, f.write, b'') == 'I/O operation on closed file'
assert raises(ValueError, _io.FileIO, NAME, 'rw').startswith('Must have exactly one of')
assert raises(FileExistsError, _io.FileIO, NAME, 'x')
assert raises(IsADirectoryError, _io.open, '/tmp')
assert _io.open_code(NAME).read() == b'hello\nworld\n'

# Buffers.
with _io.open(NAME, 'r+b') as f:
    assert f.peek()[:5] == b'hello' and f.tell() == 0
    assert f.readline() == b'hello\n' and f.tell() == 6
    assert f.write(b'W') == 1
    assert f.read() == b'orld\n'
    assert f.seek(0) == 0 and f.readlines() == [b'hello\n', b'World\n']
    target = bytearray(4)
    assert f.seek(-6, 2) == 6 and f.readinto(target) == 4 and target == b'Worl'
    assert f.truncate(3) == 3 and f.seek(0) == 0 and f.read() == b'hel'
assert raises(ValueError, f.read) == 'read of closed file'


class Raw(_io._RawIOBase):
    def __init__(self, chunks):
        self.chunks = chunks
        self.written = []

    def readable(self):
        return True

    def writable(self):
        return True

    def readinto(self, buffer):
        chunk = self.chunks.pop(0) if self.chunks else b''
        if chunk is None:
            return None
        buffer[:len(chunk)] = chunk
        return len(chunk)

    def write(self, data):
        self.written.append(bytes(data))
        return len(data)


reader = _io.BufferedReader(Raw([b'abc', b'd', None, b'efg']))
assert reader.read(2) == b'ab' and reader.read1(10) == b'c' and reader.read(10) == b'd'
assert reader.read() == b'efg'
raw = Raw([])
writer = _io.BufferedWriter(raw, 4)
writer.write(b'ab')
writer.write(b'cd')
writer.write(b'e')
assert raw.written == [b'abcd']
writer.flush()
assert raw.written == [b'abcd', b'e']
assert raises(ValueError, writer.__init__, raw, 0) == 'buffer size must be strictly positive'

# Text.
TEXT = 'äöü\nsecond\r\nthird'
with _io.open(NAME, 'w', encoding='utf-8', newline='') as f:
    assert f.write(TEXT) == len(TEXT)
ENDS = {None: ['äöü\n', 'second\n', 'third'], '': ['äöü\n', 'second\r\n', 'third'], '\n': ['äöü\n', 'second\r\n', 'third']}
for newline, lines in ENDS.items():
    with _io.open(NAME, encoding='utf-8', newline=newline) as f:
        assert list(f) == lines, newline
with _io.open(NAME, encoding='utf-8') as f:
    assert f.read(2) == 'äö'
    cookie = f.tell()
    rest = f.read()
    f.seek(cookie)
    assert f.read() == rest
    f.seek(0)
    next(f)
    assert raises(OSError, f.tell) == 'telling position disabled by next() call'
with _io.open(NAME, 'w', encoding='latin-1', newline='\r\n') as f:
    f.write('é\n')
    assert raises(UnicodeEncodeError, f.write, '€')
assert _io.open(NAME, 'rb').read() == b'\xe9\r\n'
assert raises(UnicodeDecodeError, _io.open(NAME, encoding='utf-8').read)
assert _io.open(NAME, encoding='utf-8', errors='replace').read() == '\ufffd\n'
for encoding in ('utf-16', 'utf-32'):
    with _io.open(NAME, 'wb') as raw:
        text = _io.TextIOWrapper(raw, encoding=encoding)
        text.write('a')
        text.write('b')
        text.flush()
        text.detach()
    assert _io.open(NAME, 'rb').read() == 'ab'.encode(encoding)
text = _io.TextIOWrapper(_io.BytesIO(), encoding='ascii', newline='\n')
text.write('x')
text.reconfigure(encoding='utf-8')
text.write('ä')
assert text.detach().getvalue() == b'x\xc3\xa4'
assert raises(ValueError, lambda: text.buffer) == 'underlying buffer has been detached'
assert raises(ValueError, _io.open, NAME, 'rb', encoding='x') == "binary mode doesn't take an encoding argument"
assert raises(ValueError, _io.open, NAME, newline='x') == 'illegal newline value: x'

# In memory.
b = _io.BytesIO(b'one\ntwo\n')
assert list(b) == [b'one\n', b'two\n']
b.seek(10)
b.write(b'x')
assert b.getvalue() == b'one\ntwo\n\0\0x'
with b.getbuffer() as view:
    view[0] = 79
    assert raises(BufferError, b.truncate, 0)
assert b.getvalue()[:3] == b'One'
s = _io.StringIO('ä\nb')
assert (s.readline(), s.tell(), s.read()) == ('ä\n', 2, 'b')
s.seek(1)
s.write('→→')
assert s.getvalue() == 'ä→→'
s = _io.StringIO(newline=None)
s.write('a\r\nb\rc')
assert s.getvalue() == 'a\nb\nc' and s.newlines == ('\r', '\r\n')
decoder = _io.IncrementalNewlineDecoder(None, True)
assert (decoder.decode('a\r'), decoder.decode('\nb'), decoder.newlines) == ('a', '\nb', '\r\n')
posix.unlink(NAME)
