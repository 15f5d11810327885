"""Build settings for sysconfig. There is no makefile and no C compiler behind Taipan: what C extensions need is absent."""

build_time_vars = {
    'ABIFLAGS': '',
    'AR': 'ar',
    'CC': 'cc',
    'CONFIG_ARGS': '',
    'EXT_SUFFIX': '.taipan-314-x86_64-linux-gnu.so',
    'EXE': '',
    'HAVE_FORK': 1,
    'HAVE_GETENTROPY': 1,
    'MACHDEP': 'linux',
    'MULTIARCH': 'x86_64-linux-gnu',
    'PLATLIBDIR': 'lib',
    'PYTHONFRAMEWORK': '',
    'Py_DEBUG': 0,
    'Py_ENABLE_SHARED': 0,
    'Py_GIL_DISABLED': 0,
    'SHLIB_SUFFIX': '.so',
    'SIZEOF_VOID_P': 8,
    'SOABI': 'taipan-314-x86_64-linux-gnu',
    'WITH_PYMALLOC': 0,
}
