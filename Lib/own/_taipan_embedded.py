"""Finds modules of the standard library inside the Taipan binary.

The library's folder, sys._stdlib_dir, is a path below the binary itself, where no file can be. EmbeddedFinder is the
path entry finder for that folder and those below it; EmbeddedLoader loads what it finds, gives sources to tracebacks
and inspect, and data files to importlib.resources.
"""

import sys
import _taipan_lib
import _frozen_importlib_external as _external


class EmbeddedLoader:
    """Loads one module of the library in the binary."""

    def __init__(self, name, filename, path, is_package):
        self.name = name
        self.path = filename
        self._path = path
        self._is_package = is_package

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        exec(self.get_code(self.name), module.__dict__)

    def get_code(self, fullname):
        return _taipan_lib.code(self.name, self.path)

    def get_filename(self, fullname):
        return self.path

    def is_package(self, fullname):
        return self._is_package

    def get_source(self, fullname):
        return _external.decode_source(_taipan_lib.data(self._path))

    def get_data(self, path):
        """The bytes of a file of the library by its full path."""
        inner = _inner_path(path)
        data = None if inner is None else _taipan_lib.data(inner)
        if data is None:
            raise OSError(2, 'No such file or directory', path)
        return data

    def get_resource_reader(self, fullname):
        if not self._is_package:
            return None
        from _taipan_resources import EmbeddedReader
        return EmbeddedReader(self._path.rpartition('/')[0])

    def __eq__(self, other):
        return self.__class__ == other.__class__ and self.__dict__ == other.__dict__

    def __hash__(self):
        return hash(self.name) ^ hash(self.path)


class EmbeddedFinder:
    """Path entry finder for folders of the library in the binary."""

    def __init__(self, path):
        inner = _inner_path(path)
        if inner is None or _taipan_lib.is_folder(inner) is not True:
            raise ImportError('not a folder of the embedded library', path=path)
        self.path = path
        self._prefix = inner.replace('/', '.') + '.' if inner else ''

    def find_spec(self, fullname, target=None):
        found = _taipan_lib.find(self._prefix + fullname.rpartition('.')[2])
        if found is None:
            return None
        path, is_package = found
        filename = sys._stdlib_dir + '/' + path
        loader = EmbeddedLoader(fullname, filename, path, is_package)
        locations = [filename.rpartition('/')[0]] if is_package else None
        return _external.spec_from_file_location(
            fullname, filename, loader=loader, submodule_search_locations=locations)

    def invalidate_caches(self):
        pass

    def iter_modules(self, prefix=''):
        """Names of modules and whether each is a package, for pkgutil."""
        for name, folder in _taipan_lib.entries(self._prefix[:-1].replace('.', '/')):
            if folder:
                found = _taipan_lib.find(self._prefix + name)
                if found is not None and found[1]:
                    yield prefix + name, True
            elif name.endswith('.py') and name != '__init__.py':
                yield prefix + name[:-3], False

    def __repr__(self):
        return f'{type(self).__name__}({self.path!r})'


def _inner_path(path):
    """The path inside the library, or None if it is elsewhere."""
    if not isinstance(path, str):
        return None
    root = sys._stdlib_dir
    if path == root:
        return ''
    if path.startswith(root) and path[len(root)] == '/':
        return path[len(root) + 1:].rstrip('/')
    return None
