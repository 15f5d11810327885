//! Files, directories, descriptors, polls and clocks.

use crate::errno::Errno;
use crate::path::{self, SetTime, Target};
use crate::{consts, dir, env, fd, poll, stat, sysconf, time, tty};
use fd::AT_FDCWD;
use std::ffi::{CStr, CString};

/// A fresh folder, removed at the end.
struct Folder(CString);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("taipan-host-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir(&path).unwrap();
        Folder(CString::new(path.into_os_string().into_encoded_bytes()).unwrap())
    }

    fn join(&self, name: &str) -> CString {
        CString::new([self.0.to_bytes(), b"/", name.as_bytes()].concat()).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(self.0.to_str().unwrap());
    }
}

fn create(path: &CStr, contents: &[u8]) {
    let fd = fd::open(path, libc::O_WRONLY | libc::O_CREAT | libc::O_TRUNC | libc::O_CLOEXEC, 0o644).unwrap();
    fd::write_all(fd, contents).unwrap();
    fd::close(fd).unwrap();
}

#[test]
fn reads_writes_and_seeks() {
    let folder = Folder::new("rw");
    let path = folder.join("file");
    create(&path, b"hello world");
    let fd = fd::open(&path, libc::O_RDWR | libc::O_CLOEXEC, 0).unwrap();
    let mut buf = [0; 5];
    assert_eq!(fd::read(fd, &mut buf), Ok(5));
    assert_eq!(&buf, b"hello");
    assert_eq!(fd::pread(fd, &mut buf, 6), Ok(5));
    assert_eq!(&buf, b"world");
    assert_eq!(fd::pwrite(fd, b"W", 6), Ok(1));
    assert_eq!(fd::lseek(fd, 0, libc::SEEK_CUR), Ok(5));
    assert_eq!(fd::lseek(fd, -100, libc::SEEK_SET), Err(Errno::EINVAL));
    assert_eq!(fd::fstat(fd).unwrap().size, 11);
    assert!(fd::fstat(fd).unwrap().is_file());
    fd::ftruncate(fd, 7).unwrap();
    assert_eq!(path::stat(&path).unwrap().size, 7);
    fd::fsync(fd).unwrap();
    fd::fdatasync(fd).unwrap();
    assert!(!fd::isatty(fd));
    assert_eq!(tty::terminal_size(fd), Err(Errno::ENOTTY));
    let (mut one, mut two) = ([0; 3], [0; 8]);
    let mut buffers = [std::io::IoSliceMut::new(&mut one), std::io::IoSliceMut::new(&mut two)];
    assert_eq!(fd::readv(fd, &mut buffers, Some(0), 0), Ok(7));
    assert_eq!((&one, &two[..4]), (b"hel", &b"lo W"[..]));
    let parts = [std::io::IoSlice::new(b"12"), std::io::IoSlice::new(b"34")];
    assert_eq!(fd::writev(fd, &parts, None, 0), Ok(4));
    fd::close(fd).unwrap();
    assert_eq!(fd::close(fd), Err(Errno::EBADF));
    assert_eq!(fd::open(&folder.join("none"), libc::O_RDONLY, 0), Err(Errno::ENOENT));
}

#[test]
fn descriptors_are_duplicated_and_flagged() {
    let (reader, writer) = fd::pipe2(libc::O_CLOEXEC).unwrap();
    assert_eq!(fd::get_inheritable(reader), Ok(false));
    fd::set_inheritable(reader, true).unwrap();
    assert_eq!(fd::get_inheritable(reader), Ok(true));
    assert_eq!(fd::get_blocking(reader), Ok(true));
    fd::set_blocking(reader, false).unwrap();
    assert_eq!(fd::read(reader, &mut [0; 4]), Err(Errno::EAGAIN));
    let second = fd::dup(writer).unwrap();
    assert_eq!(fd::get_inheritable(second), Ok(false));
    assert_eq!(fd::dup2(writer, second, true), Ok(second));
    assert_eq!(fd::get_inheritable(second), Ok(true));
    assert_eq!(fd::write(second, b"x"), Ok(1));
    let mut sets =
        [poll::FdSet { wanted: vec![reader], ready: vec![] }, poll::FdSet::default(), poll::FdSet::default()];
    assert_eq!(poll::select(&mut sets, Some(0)), Ok(1));
    assert_eq!(sets[0].ready, [true]);
    let mut fds = [poll::PollFd { fd: reader, events: libc::POLLIN, revents: 0 }];
    assert_eq!(poll::poll(&mut fds, None), Ok(1));
    assert_eq!(fds[0].revents & libc::POLLIN, libc::POLLIN);
    let epoll = poll::epoll_create(libc::EPOLL_CLOEXEC).unwrap();
    poll::epoll_ctl(epoll, poll::EpollOp::Add, reader, libc::EPOLLIN as u32).unwrap();
    assert_eq!(poll::epoll_ctl(epoll, poll::EpollOp::Add, reader, 1), Err(Errno::EEXIST));
    let events = poll::epoll_wait(epoll, 4, Some(0)).unwrap();
    assert_eq!(events, [poll::EpollEvent { fd: reader, events: libc::EPOLLIN as u32 }]);
    assert_eq!(fd::read(reader, &mut [0; 4]), Ok(1));
    let start = time::monotonic_ns();
    assert_eq!(poll::epoll_wait(epoll, 4, Some(2_000_000)), Ok(vec![]));
    assert!(time::monotonic_ns() - start >= 2_000_000);
    sets[0].wanted = vec![1_000_000];
    assert_eq!(poll::select(&mut sets, Some(0)), Err(Errno::EBADF));
    for fd in [reader, writer, second, epoll] {
        fd::close(fd).unwrap();
    }
}

#[test]
fn special_descriptors() {
    let event = poll::eventfd(3, libc::EFD_CLOEXEC).unwrap();
    poll::eventfd_write(event, 4).unwrap();
    assert_eq!(poll::eventfd_read(event), Ok(7));
    let timer = poll::timerfd_create(libc::CLOCK_MONOTONIC, libc::TFD_CLOEXEC).unwrap();
    assert_eq!(poll::timerfd_settime(timer, 0, 1_500_000_000, 250), Ok((0, 0)));
    let (left, interval) = poll::timerfd_gettime(timer).unwrap();
    assert!((1..=1_500_000_000).contains(&left) && interval == 250);
    let memory = poll::memfd_create(c"name", libc::MFD_CLOEXEC).unwrap();
    fd::posix_fallocate(memory, 0, 100).unwrap();
    fd::write_all(memory, b"abcdef").unwrap();
    let other = poll::memfd_create(c"other", libc::MFD_CLOEXEC).unwrap();
    assert_eq!(fd::sendfile(other, memory, Some(2), 10), Ok(10));
    assert_eq!(fd::copy_file_range(memory, other, 3, Some(0), Some(1)), Ok(3));
    let mut buf = [0; 5];
    assert_eq!(fd::pread(other, &mut buf, 0), Ok(5));
    assert_eq!(&buf, b"cabc\0");
    for fd in [event, timer, memory, other] {
        fd::close(fd).unwrap();
    }
    let mut random = [[0u8; 32]; 2];
    poll::random_bytes(&mut random[0]).unwrap();
    poll::random_bytes(&mut random[1]).unwrap();
    assert_ne!(random[0], random[1]);
}

#[test]
fn names_links_and_folders() {
    let folder = Folder::new("names");
    let (a, b, link) = (folder.join("a"), folder.join("b"), folder.join("link"));
    create(&a, b"1");
    path::link_at(AT_FDCWD, &a, AT_FDCWD, &b, false).unwrap();
    assert_eq!(path::stat(&a).unwrap().nlink, 2);
    path::symlink_at(c"a", AT_FDCWD, &link).unwrap();
    assert_eq!(path::readlink_at(AT_FDCWD, &link).unwrap(), b"a");
    assert!(path::lstat(&link).unwrap().is_symlink() && path::stat(&link).unwrap().is_file());
    let sub = folder.join("sub");
    path::mkdir_at(AT_FDCWD, &sub, 0o755).unwrap();
    assert!(path::stat(&sub).unwrap().is_dir());
    assert_eq!(path::mkdir_at(AT_FDCWD, &sub, 0o755), Err(Errno::EEXIST));
    path::mkfifo_at(AT_FDCWD, &folder.join("fifo"), 0o600).unwrap();
    let mut entries: Vec<_> = dir::Dir::open(&folder.0)
        .unwrap()
        .map(|entry| entry.map(|it| (it.name.into_string().unwrap(), it.kind)).unwrap())
        .collect();
    entries.sort_by(|x, y| x.0.cmp(&y.0));
    use dir::FileType::{Dir, File, Other, Symlink};
    let wanted = [("a", File), ("b", File), ("fifo", Other), ("link", Symlink), ("sub", Dir)];
    assert_eq!(entries, wanted.map(|(name, kind)| (name.to_owned(), kind)));
    let dir_fd = fd::open(&folder.0, libc::O_RDONLY | libc::O_DIRECTORY, 0).unwrap();
    for _ in 0..2 {
        assert_eq!(dir::Dir::from_fd(dir_fd).unwrap().count(), 5);
    }
    assert_eq!(path::stat_at(dir_fd, c"a", true), path::stat(&a));
    path::rename_at(dir_fd, c"b", dir_fd, c"sub/c").unwrap();
    assert_eq!(path::rmdir_at(AT_FDCWD, &sub), Err(Errno::ENOTEMPTY));
    path::unlink_at(dir_fd, c"sub/c").unwrap();
    path::rmdir_at(dir_fd, c"sub").unwrap();
    assert_eq!(path::unlink_at(dir_fd, c"sub/c"), Err(Errno::ENOENT));
    fd::close(dir_fd).unwrap();
    assert!(path::access_at(AT_FDCWD, &a, libc::R_OK, false, true));
    assert!(!path::access_at(AT_FDCWD, &folder.join("none"), libc::F_OK, false, true));
    assert_eq!(dir::Dir::open(&a).err(), Some(Errno::ENOTDIR));
    assert!(path::getcwd().unwrap().starts_with(b"/"));
    assert!(path::statvfs(c"/").unwrap().bsize > 0);
}

#[test]
fn modes_times_and_attributes() {
    let folder = Folder::new("meta");
    let file = folder.join("file");
    create(&file, b"12345");
    path::chmod_at(AT_FDCWD, &file, 0o640, true).unwrap();
    assert_eq!(path::stat(&file).unwrap().mode & 0o7777, 0o640);
    path::utime_at(AT_FDCWD, &file, SetTime::At(-5, 7), SetTime::At(1_000_000_000, 999_999_999), true).unwrap();
    let stat = path::stat(&file).unwrap();
    assert_eq!((stat.atime, stat.mtime), ((-5, 7), (1_000_000_000, 999_999_999)));
    path::utime_at(AT_FDCWD, &file, SetTime::Omit, SetTime::Now, true).unwrap();
    assert_eq!(path::stat(&file).unwrap().atime, (-5, 7));
    assert!(path::stat(&file).unwrap().mtime.0 > 1_000_000_000);
    path::truncate(&file, 2).unwrap();
    assert_eq!(path::stat(&file).unwrap().size, 2);
    match path::set_xattr(Target::Path(&file), c"user.test", b"value", 0) {
        Ok(()) => {
            assert_eq!(path::get_xattr(Target::Path(&file), c"user.test").unwrap(), b"value");
            assert!(path::list_xattr(Target::Path(&file)).unwrap().contains(&b"user.test".to_vec()));
            path::remove_xattr(Target::Path(&file), c"user.test").unwrap();
            assert_eq!(path::get_xattr(Target::Path(&file), c"user.test"), Err(Errno::ENODATA));
        }
        Err(errno) => assert_eq!(errno, Errno::EOPNOTSUPP),
    }
    let dev = stat::makedev(259, 70_001);
    assert_eq!((stat::major(dev), stat::minor(dev)), (259, 70_001));
    assert_eq!(dev, libc::makedev(259, 70_001));
}

#[test]
fn clocks_and_calendar() {
    let before = time::monotonic_ns();
    time::sleep_until(before + 3_000_000).unwrap();
    assert!(time::monotonic_ns() >= before + 3_000_000);
    assert!(time::realtime_ns() > 1_700_000_000 * time::SECOND);
    assert!(time::clock_getres(time::CLOCK_MONOTONIC).unwrap() > 0);
    assert_eq!(time::clock_gettime(12345), Err(Errno::EINVAL));
    assert!(time::process_time_ns().unwrap() > 0 && time::thread_time_ns().unwrap() > 0);
    let epoch = time::gmtime(0).unwrap();
    assert_eq!((epoch.year, epoch.mon, epoch.mday, epoch.wday, epoch.yday, epoch.isdst), (70, 0, 1, 4, 0, 0));
    assert_eq!(epoch.zone, b"GMT");
    assert_eq!(time::gmtime(-1).unwrap().year, 69);
    assert_eq!(time::gmtime(i64::MAX), Err(Errno::EOVERFLOW));
    for seconds in [-1, 0, 1, 951_782_400, 1_700_000_000, -2_000_000_000] {
        let local = time::localtime(seconds).unwrap();
        assert_eq!(time::mktime(&local), Some(seconds));
    }
    assert_eq!(time::strftime(c"%Y-%m-%d %H:%M:%S %j|", &epoch), b"1970-01-01 00:00:00 001|");
    assert_eq!(time::strftime(c"", &epoch), b"");
    assert_eq!(time::strftime(c"%%", &epoch), b"%");
    let long = CString::new("%A".repeat(500)).unwrap();
    assert_eq!(time::strftime(&long, &epoch).len(), "Thursday".len() * 500);
    let zone = time::zone();
    assert!(zone.daylight || zone.timezone == zone.altzone);
}

#[test]
fn environment_and_limits() {
    env::set(c"TAIPAN_HOST_TEST", c"\xff1").unwrap();
    assert_eq!(env::get(b"TAIPAN_HOST_TEST").unwrap(), b"\xff1");
    assert!(env::vars().contains(&(b"TAIPAN_HOST_TEST".to_vec(), b"\xff1".to_vec())));
    env::unset(c"TAIPAN_HOST_TEST").unwrap();
    assert_eq!(env::get(b"TAIPAN_HOST_TEST"), None);
    assert_eq!(env::set(c"A=B", c""), Err(Errno::EINVAL));
    assert_eq!(env::unset(c""), Err(Errno::EINVAL));
    let number = |table: &[(&str, i32)], name: &str| table.iter().find(|row| row.0 == name).unwrap().1;
    assert_eq!(sysconf::sysconf(number(sysconf::SYSCONF_NAMES, "SC_PAGESIZE")), Ok(crate::mem::page_size() as i64));
    assert_eq!(sysconf::sysconf(99_999), Err(Errno::EINVAL));
    assert!(sysconf::confstr(number(sysconf::CONFSTR_NAMES, "CS_PATH")).unwrap().unwrap().starts_with(b"/"));
    assert_eq!(sysconf::pathconf(c"/", number(sysconf::PATHCONF_NAMES, "PC_NAME_MAX")), Ok(255));
    assert!(sysconf::max_fds() > 2);
    for table in [consts::POSIX, consts::FCNTL, consts::SELECT, consts::CLOCKS] {
        assert!(table.is_sorted_by(|a, b| a.0 < b.0));
    }
}

#[test]
fn locks_between_descriptors() {
    let folder = Folder::new("locks");
    let file = folder.join("file");
    create(&file, b"0123456789");
    let open = || fd::open(&file, libc::O_RDWR | libc::O_CLOEXEC, 0).unwrap();
    let (one, two) = (open(), open());
    fd::flock(one, libc::LOCK_EX).unwrap();
    assert_eq!(fd::flock(two, libc::LOCK_EX | libc::LOCK_NB), Err(Errno::EAGAIN));
    fd::flock(one, libc::LOCK_UN).unwrap();
    fd::flock(two, libc::LOCK_EX | libc::LOCK_NB).unwrap();
    fd::record_lock(one, i32::from(libc::F_WRLCK as i16), false, 0, 5, libc::SEEK_SET).unwrap();
    fd::lockf(one, libc::F_TLOCK, 2).unwrap();
    assert_eq!(fd::fcntl(one, libc::F_GETFL, 0).unwrap() & libc::O_ACCMODE, libc::O_RDWR);
    let mut lock = [0u8; size_of::<libc::flock>()];
    assert_eq!(fd::fcntl_bytes(two, libc::F_GETLK, &mut lock), Ok(0));
    assert_eq!(lock[0], libc::F_UNLCK as u8, "locks of one process do not collide");
    fd::close(one).unwrap();
    fd::close(two).unwrap();
    let (master, slave) = tty::openpty().unwrap();
    assert!(fd::isatty(slave) && !tty::ttyname(slave).unwrap().is_empty());
    assert_eq!(tty::ptsname(master), tty::ttyname(slave));
    assert_eq!(tty::terminal_size(slave), Ok((0, 0)));
    let mut winsize = [24, 0, 80, 0, 0, 0, 0, 0];
    fd::ioctl_bytes(slave, libc::TIOCSWINSZ, &mut winsize).unwrap();
    assert_eq!(tty::terminal_size(slave), Ok((80, 24)));
    fd::close(master).unwrap();
    fd::close(slave).unwrap();
}
