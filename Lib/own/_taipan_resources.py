"""Data files of the library in the binary, for importlib.resources."""

import io
import _taipan_lib
from importlib.resources.abc import Traversable, TraversableResources


class EmbeddedPath(Traversable):
    """A file or folder of the library in the binary."""

    def __init__(self, path):
        self._path = path

    @property
    def name(self):
        return self._path.rpartition('/')[2]

    def iterdir(self):
        for name, _ in _taipan_lib.entries(self._path):
            yield EmbeddedPath(f'{self._path}/{name}' if self._path else name)

    def is_dir(self):
        return _taipan_lib.is_folder(self._path) is True

    def is_file(self):
        return _taipan_lib.is_folder(self._path) is False

    def joinpath(self, *descendants):
        path = self._path
        for descendant in descendants:
            for part in str(descendant).split('/'):
                if part and part != '.':
                    path = f'{path}/{part}' if path else part
        return EmbeddedPath(path)

    __truediv__ = joinpath

    def read_bytes(self):
        data = _taipan_lib.data(self._path)
        if data is None:
            raise FileNotFoundError(2, 'No such file or directory', self._path)
        return data

    def open(self, mode='r', *args, **kwargs):
        stream = io.BytesIO(self.read_bytes())
        if 'b' in mode:
            return stream
        return io.TextIOWrapper(stream, *args, **kwargs)

    def __repr__(self):
        return f'EmbeddedPath({self._path!r})'

    def __eq__(self, other):
        return isinstance(other, EmbeddedPath) and self._path == other._path

    def __hash__(self):
        return hash(self._path)


class EmbeddedReader(TraversableResources):
    """The resource reader of a package of the library."""

    def __init__(self, folder):
        self._folder = folder

    def files(self):
        return EmbeddedPath(self._folder)
