//! Which system calls are in reach, by seccomp: those that a server makes which serves. Any other
//! is refused as one that is not permitted, and nothing ends by it.

use std::{collections::BTreeMap, env::consts::ARCH};

use libc::{
    AF_INET, AF_INET6, AF_UNIX, CLONE_THREAD, CLONE_VM, ENOSYS, EPERM, FIONBIO, PR_SET_NAME,
    PROT_EXEC, RLIMIT_NOFILE, SYS_accept4, SYS_bind, SYS_brk, SYS_clock_getres, SYS_clock_gettime,
    SYS_clock_nanosleep, SYS_clone, SYS_clone3, SYS_close, SYS_connect, SYS_copy_file_range,
    SYS_dup, SYS_epoll_create1, SYS_epoll_ctl, SYS_epoll_pwait, SYS_eventfd2, SYS_exit,
    SYS_exit_group, SYS_faccessat, SYS_faccessat2, SYS_fadvise64, SYS_fallocate, SYS_fchmod,
    SYS_fchmodat, SYS_fcntl, SYS_fdatasync, SYS_flock, SYS_fstat, SYS_fstatfs, SYS_fsync,
    SYS_ftruncate, SYS_futex, SYS_getcwd, SYS_getdents64, SYS_getegid, SYS_geteuid, SYS_getgid,
    SYS_getpeername, SYS_getpid, SYS_getrandom, SYS_getsockname, SYS_getsockopt, SYS_gettid,
    SYS_gettimeofday, SYS_getuid, SYS_ioctl, SYS_listen, SYS_lseek, SYS_madvise, SYS_membarrier,
    SYS_mkdirat, SYS_mmap, SYS_mprotect, SYS_mremap, SYS_munmap, SYS_nanosleep, SYS_newfstatat,
    SYS_openat, SYS_pipe2, SYS_ppoll, SYS_prctl, SYS_pread64, SYS_preadv, SYS_prlimit64,
    SYS_pwrite64, SYS_pwritev, SYS_read, SYS_readlinkat, SYS_readv, SYS_recvfrom, SYS_recvmsg,
    SYS_renameat, SYS_renameat2, SYS_restart_syscall, SYS_rseq, SYS_rt_sigaction,
    SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_sched_getaffinity, SYS_sched_yield, SYS_sendmsg,
    SYS_sendto, SYS_set_robust_list, SYS_setsockopt, SYS_shutdown, SYS_sigaltstack, SYS_socket,
    SYS_socketpair, SYS_statfs, SYS_statx, SYS_sync_file_range, SYS_sysinfo, SYS_tgkill, SYS_uname,
    SYS_unlinkat, SYS_utimensat, SYS_write, SYS_writev, TCGETS, TIOCGWINSZ,
};
use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition,
    SeccompFilter, SeccompRule, TargetArch, apply_filter,
};

use super::error::ConfinementError;

/// Of each call what its arguments must be; of one without a rule anything.
type Rules = BTreeMap<i64, Vec<SeccompRule>>;

/// Calls that are allowed whatever their arguments.
const ALLOWED: &[i64] = &[
    // files
    SYS_openat,
    SYS_close,
    SYS_read,
    SYS_readv,
    SYS_pread64,
    SYS_preadv,
    SYS_write,
    SYS_writev,
    SYS_pwrite64,
    SYS_pwritev,
    SYS_copy_file_range,
    SYS_lseek,
    SYS_fstat,
    SYS_newfstatat,
    SYS_statx,
    SYS_statfs,
    SYS_fstatfs,
    SYS_faccessat,
    SYS_faccessat2,
    SYS_readlinkat,
    SYS_getcwd,
    SYS_getdents64,
    SYS_fadvise64,
    SYS_fallocate,
    SYS_ftruncate,
    SYS_fsync,
    SYS_fdatasync,
    SYS_sync_file_range,
    SYS_flock,
    SYS_fcntl,
    SYS_dup,
    SYS_fchmod,
    SYS_fchmodat,
    SYS_mkdirat,
    SYS_renameat,
    SYS_renameat2,
    SYS_unlinkat,
    SYS_utimensat,
    // sockets that are there, and waiting
    SYS_bind,
    SYS_listen,
    SYS_accept4,
    SYS_connect,
    SYS_getsockname,
    SYS_getpeername,
    SYS_getsockopt,
    SYS_setsockopt,
    SYS_shutdown,
    SYS_sendto,
    SYS_sendmsg,
    SYS_recvfrom,
    SYS_recvmsg,
    SYS_epoll_create1,
    SYS_epoll_ctl,
    SYS_epoll_pwait,
    SYS_eventfd2,
    SYS_pipe2,
    SYS_ppoll,
    // memory
    SYS_brk,
    SYS_madvise,
    SYS_mremap,
    SYS_munmap,
    // threads and signals
    SYS_futex,
    SYS_membarrier,
    SYS_rseq,
    SYS_set_robust_list,
    SYS_sched_getaffinity,
    SYS_sched_yield,
    SYS_rt_sigaction,
    SYS_rt_sigprocmask,
    SYS_rt_sigreturn,
    SYS_restart_syscall,
    SYS_sigaltstack,
    SYS_tgkill,
    SYS_exit,
    SYS_exit_group,
    // the time, random numbers, who and where this is
    SYS_clock_getres,
    SYS_clock_gettime,
    SYS_clock_nanosleep,
    SYS_gettimeofday,
    SYS_nanosleep,
    SYS_getrandom,
    SYS_getpid,
    SYS_gettid,
    SYS_getuid,
    SYS_geteuid,
    SYS_getgid,
    SYS_getegid,
    SYS_uname,
    SYS_sysinfo,
];

/// The older calls that the C library of this processor makes still.
#[cfg(target_arch = "x86_64")]
const ALLOWED_HERE: &[i64] = &[
    libc::SYS_open,
    libc::SYS_stat,
    libc::SYS_lstat,
    libc::SYS_access,
    libc::SYS_readlink,
    libc::SYS_mkdir,
    libc::SYS_rmdir,
    libc::SYS_rename,
    libc::SYS_unlink,
    libc::SYS_chmod,
    libc::SYS_poll,
    libc::SYS_epoll_wait,
];
#[cfg(not(target_arch = "x86_64"))]
const ALLOWED_HERE: &[i64] = &[];

/// `listens_by_tcp`: whether sockets of the internet are made too.
pub(super) fn confine(listens_by_tcp: bool) -> Result<(), ConfinementError> {
    // Its flags cannot be looked at; the C library then takes the call whose flags can.
    let clone3 = Rules::from([(SYS_clone3, Vec::new())]);
    apply(clone3, SeccompAction::Allow, refused(ENOSYS))?;
    // The last one: it refuses further filters.
    let allowed = allowed(listens_by_tcp).map_err(seccompiler::Error::from)?;
    Ok(apply(allowed, refused(EPERM), SeccompAction::Allow)?)
}

/// Calls that fit no rule are answered by `otherwise`.
fn apply(
    rules: Rules,
    otherwise: SeccompAction,
    fitting: SeccompAction,
) -> Result<(), seccompiler::Error> {
    let filter = SeccompFilter::new(rules, otherwise, fitting, TargetArch::try_from(ARCH)?)?;
    apply_filter(&BpfProgram::try_from(filter)?)
}

const fn refused(error: i32) -> SeccompAction {
    SeccompAction::Errno(error.unsigned_abs())
}

/// The calls that are allowed, each with what its arguments must be.
fn allowed(listens_by_tcp: bool) -> Result<Rules, BackendError> {
    let all = ALLOWED.iter().chain(ALLOWED_HERE);
    let mut rules: Rules = all.map(|call| (*call, Vec::new())).collect();
    rules.insert(SYS_clone3, Vec::new());
    // Threads, and no process.
    let thread = number(CLONE_THREAD | CLONE_VM);
    rules.insert(
        SYS_clone,
        vec![rule(0, SeccompCmpOp::MaskedEq(thread), thread)?],
    );
    // No memory that can be run.
    for call in [SYS_mmap, SYS_mprotect] {
        let no_code = rule(2, SeccompCmpOp::MaskedEq(number(PROT_EXEC)), 0)?;
        rules.insert(call, vec![no_code]);
    }
    let families: &[i32] = if listens_by_tcp {
        &[AF_UNIX, AF_INET, AF_INET6]
    } else {
        &[AF_UNIX]
    };
    for call in [SYS_socket, SYS_socketpair] {
        rules.insert(call, equal(0, families.iter().copied().map(number))?);
    }
    let requests = [FIONBIO, TCGETS, TIOCGWINSZ];
    rules.insert(SYS_ioctl, equal(1, requests.into_iter())?);
    rules.insert(SYS_prctl, equal(0, [number(PR_SET_NAME)].into_iter())?);
    // A limit may be read, and that of open files set.
    let mut limits = equal(2, [0].into_iter())?;
    limits.extend(equal(1, [u64::from(RLIMIT_NOFILE)].into_iter())?);
    rules.insert(SYS_prlimit64, limits);
    Ok(rules)
}

fn equal(
    argument: u8,
    values: impl Iterator<Item = u64>,
) -> Result<Vec<SeccompRule>, BackendError> {
    values
        .map(|value| rule(argument, SeccompCmpOp::Eq, value))
        .collect()
}

fn rule(argument: u8, is: SeccompCmpOp, value: u64) -> Result<SeccompRule, BackendError> {
    let condition = SeccompCondition::new(argument, SeccompCmpArgLen::Qword, is, value)?;
    SeccompRule::new(vec![condition])
}

const fn number(constant: i32) -> u64 {
    constant.unsigned_abs() as u64
}
