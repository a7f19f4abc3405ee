//! Which system calls a tool may not make.
//!
//! A list of what no document tool has business with: it makes the kernel that a hostile document
//! can reach smaller, and closes what limits and namespaces leave open. Everything else stays
//! allowed, since LibreOffice and ffmpeg change what they call from version to version.

use std::{collections::BTreeMap, env::consts::ARCH};

use libc::{
    AF_UNIX, CLONE_NEWUSER, ENOSYS, EPERM, PR_SET_PDEATHSIG, SYS_acct, SYS_add_key, SYS_adjtimex,
    SYS_bpf, SYS_chroot, SYS_clock_adjtime, SYS_clock_settime, SYS_clone, SYS_clone3,
    SYS_delete_module, SYS_fanotify_init, SYS_finit_module, SYS_fsconfig, SYS_fsmount, SYS_fsopen,
    SYS_fspick, SYS_init_module, SYS_io_uring_enter, SYS_io_uring_register, SYS_io_uring_setup,
    SYS_ioctl, SYS_kcmp, SYS_kexec_file_load, SYS_kexec_load, SYS_keyctl, SYS_memfd_create,
    SYS_memfd_secret, SYS_mount, SYS_mount_setattr, SYS_move_mount, SYS_mq_open, SYS_msgget,
    SYS_name_to_handle_at, SYS_open_by_handle_at, SYS_open_tree, SYS_perf_event_open,
    SYS_personality, SYS_pidfd_getfd, SYS_pivot_root, SYS_prctl, SYS_process_madvise,
    SYS_process_vm_readv, SYS_process_vm_writev, SYS_ptrace, SYS_quotactl, SYS_reboot,
    SYS_request_key, SYS_semget, SYS_setdomainname, SYS_sethostname, SYS_setns, SYS_settimeofday,
    SYS_shmget, SYS_socket, SYS_swapoff, SYS_swapon, SYS_syslog, SYS_umount2, SYS_unshare,
    SYS_userfaultfd, SYS_vhangup, TIOCLINUX, TIOCSTI,
};
use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition,
    SeccompFilter, SeccompRule, TargetArch,
};

/// Calls that are said not to be there, so that tools take the older way round. `memfd_create`
/// and System V memory hold memory that no tmpfs and no limit on a process counts.
const ABSENT: [i64; 9] = [
    SYS_clone3,
    SYS_io_uring_setup,
    SYS_io_uring_enter,
    SYS_io_uring_register,
    SYS_memfd_create,
    SYS_memfd_secret,
    SYS_shmget,
    SYS_semget,
    SYS_msgget,
];

/// Calls that are refused, whatever their arguments.
const REFUSED: [i64; 48] = [
    // other processes
    SYS_ptrace,
    SYS_process_vm_readv,
    SYS_process_vm_writev,
    SYS_process_madvise,
    SYS_pidfd_getfd,
    SYS_kcmp,
    // namespaces and file systems
    SYS_unshare,
    SYS_setns,
    SYS_mount,
    SYS_umount2,
    SYS_pivot_root,
    SYS_chroot,
    SYS_fsopen,
    SYS_fsconfig,
    SYS_fsmount,
    SYS_fspick,
    SYS_open_tree,
    SYS_move_mount,
    SYS_mount_setattr,
    SYS_name_to_handle_at,
    SYS_open_by_handle_at,
    SYS_fanotify_init,
    SYS_quotactl,
    // the kernel
    SYS_bpf,
    SYS_perf_event_open,
    SYS_userfaultfd,
    SYS_personality,
    SYS_init_module,
    SYS_finit_module,
    SYS_delete_module,
    SYS_kexec_load,
    SYS_kexec_file_load,
    SYS_syslog,
    SYS_keyctl,
    SYS_add_key,
    SYS_request_key,
    SYS_mq_open,
    // the machine
    SYS_reboot,
    SYS_swapon,
    SYS_swapoff,
    SYS_acct,
    SYS_sethostname,
    SYS_setdomainname,
    SYS_settimeofday,
    SYS_clock_settime,
    SYS_clock_adjtime,
    SYS_adjtimex,
    SYS_vhangup,
];

/// Calls of this processor only.
#[cfg(target_arch = "x86_64")]
const REFUSED_HERE: [i64; 6] = [
    libc::SYS_iopl,
    libc::SYS_ioperm,
    libc::SYS_modify_ldt,
    libc::SYS_uselib,
    libc::SYS_ustat,
    libc::SYS_sysfs,
];
#[cfg(not(target_arch = "x86_64"))]
const REFUSED_HERE: [i64; 0] = [];

/// How many filters there are.
pub(super) const FILTERS: usize = 3;

/// The filters, as bubblewrap reads them. The kernel obeys the strictest answer of all.
pub(super) fn filters() -> Result<[Vec<u8>; FILTERS], BackendError> {
    let mut refused: BTreeMap<i64, Vec<SeccompRule>> = REFUSED
        .into_iter()
        .chain(REFUSED_HERE)
        .map(|call| (call, Vec::new()))
        .collect();
    // Local sockets only: AF_VSOCK, for one, reaches the host of a virtual machine past every
    // network namespace.
    refused.insert(
        SYS_socket,
        vec![when(0, SeccompCmpOp::Ne, number(AF_UNIX))?],
    );
    let user = number(CLONE_NEWUSER);
    refused.insert(
        SYS_clone,
        vec![when(0, SeccompCmpOp::MaskedEq(user), user)?],
    );
    // A tool that could unset this would outlive the program that started it.
    let outlive = when(0, SeccompCmpOp::Eq, number(PR_SET_PDEATHSIG))?;
    refused.insert(SYS_prctl, vec![outlive]);
    let mut types = Vec::new();
    for request in [TIOCSTI, TIOCLINUX] {
        types.push(when(1, SeccompCmpOp::Eq, request)?);
    }
    refused.insert(SYS_ioctl, types);
    let absent = ABSENT.into_iter().map(|call| (call, Vec::new())).collect();
    Ok([
        answering(EPERM, refused)?,
        answering(ENOSYS, absent)?,
        other_numbers(),
    ])
}

fn answering(error: i32, rules: BTreeMap<i64, Vec<SeccompRule>>) -> Result<Vec<u8>, BackendError> {
    let error = SeccompAction::Errno(error.unsigned_abs());
    let target = TargetArch::try_from(ARCH)?;
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, error, target)?;
    Ok(BpfProgram::try_from(filter)?
        .into_iter()
        .flat_map(|step| instruction(step.code, step.jt, step.jf, step.k))
        .collect())
}

/// A rule on one argument.
fn when(argument: u8, is: SeccompCmpOp, value: u64) -> Result<SeccompRule, BackendError> {
    let condition = SeccompCondition::new(argument, SeccompCmpArgLen::Dword, is, value)?;
    SeccompRule::new(vec![condition])
}

const fn number(constant: i32) -> u64 {
    constant.unsigned_abs() as u64
}

/// Refuses numbers from bit 30 on: where a kernel knows x32, they are the same calls again, under
/// numbers that no other filter lists. No call has such a number otherwise.
fn other_numbers() -> Vec<u8> {
    const FIRST: u32 = 0x4000_0000;
    const LOAD_NUMBER: u32 = libc::BPF_LD | libc::BPF_W | libc::BPF_ABS;
    const IF_AT_LEAST: u32 = libc::BPF_JMP | libc::BPF_JGE | libc::BPF_K;
    const RETURN: u32 = libc::BPF_RET | libc::BPF_K;
    let absent = libc::SECCOMP_RET_ERRNO | ENOSYS.unsigned_abs();
    [
        (LOAD_NUMBER, 0, 0, 0),
        (IF_AT_LEAST, 0, 1, FIRST),
        (RETURN, 0, 0, absent),
        (RETURN, 0, 0, libc::SECCOMP_RET_ALLOW),
    ]
    .into_iter()
    .flat_map(|(code, yes, no, value)| {
        instruction(u16::try_from(code).unwrap_or_default(), yes, no, value)
    })
    .collect()
}

/// A `struct sock_filter`.
fn instruction(code: u16, yes: u8, no: u8, value: u32) -> impl Iterator<Item = u8> {
    let jumps = [yes, no];
    code.to_ne_bytes()
        .into_iter()
        .chain(jumps)
        .chain(value.to_ne_bytes())
}
