#define _GNU_SOURCE
#include "cage.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "the system call filter is written for x86-64 and aarch64"
#endif

// Allowed whatever the arguments are. Which files they reach is Landlock's business.
static const int allowed[] = {
    // Memory.
    SYS_brk, SYS_munmap, SYS_mremap, SYS_madvise, SYS_msync,
    // Descriptors that are open.
    SYS_read, SYS_readv, SYS_pread64, SYS_preadv, SYS_write, SYS_writev, SYS_pwrite64, SYS_pwritev, SYS_lseek,
    SYS_close, SYS_close_range, SYS_dup, SYS_dup3, SYS_fstat, SYS_fstatfs, SYS_ftruncate, SYS_fallocate,
    SYS_fadvise64, SYS_fsync, SYS_fdatasync, SYS_getdents64, SYS_ppoll, SYS_pselect6,
    // Packets on the daemon's socket, and bytes on one that it may have connected to clamd.
    SYS_recvmsg, SYS_recvfrom, SYS_shutdown,
    // Files of the scratch folder.
    SYS_openat, SYS_newfstatat, SYS_statx, SYS_statfs, SYS_faccessat, SYS_readlinkat, SYS_mkdirat, SYS_unlinkat,
    SYS_renameat2, SYS_getcwd, SYS_umask,
    // This process: signals' handlers, time, who and where it is.
    SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_sigaltstack, SYS_restart_syscall, SYS_futex,
    SYS_set_robust_list, SYS_membarrier, SYS_sched_yield, SYS_sched_getaffinity, SYS_getcpu, SYS_nanosleep,
    SYS_clock_nanosleep, SYS_clock_gettime, SYS_clock_getres, SYS_gettimeofday, SYS_times, SYS_getrusage, SYS_sysinfo,
    SYS_uname, SYS_getrandom, SYS_getpid, SYS_getppid, SYS_gettid, SYS_getuid, SYS_geteuid, SYS_getgid, SYS_getegid,
    SYS_exit, SYS_exit_group,
#ifdef SYS_rseq
    SYS_rseq,
#endif
#ifdef SYS_faccessat2
    SYS_faccessat2,
#endif
#ifdef SYS_renameat
    SYS_renameat,
#endif
    // The older calls that only x86-64 has.
#ifdef __x86_64__
    SYS_open, SYS_stat, SYS_lstat, SYS_access, SYS_readlink, SYS_mkdir, SYS_rmdir, SYS_unlink, SYS_rename, SYS_dup2,
    SYS_poll, SYS_select, SYS_time, SYS_getdents,
#endif
};

// Answered with success and not done. libclamav sets the mode of its temporary folder, which has it already; but
// Landlock does not hold chmod(2), so a child that was taken over could lock the daemon out of its own files.
static const int pretended[] = {
    SYS_fchmodat, SYS_fchmod,
#ifdef __x86_64__
    SYS_chmod,
#endif
};

static const int allowed_fcntl[] = {
    F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETLK, F_SETLK, F_SETLKW, F_GET_SEALS,
};

enum { COUNT_ALLOWED = sizeof allowed / sizeof *allowed, MAXIMUM_INSTRUCTIONS = 2 * COUNT_ALLOWED + 96 };

struct program {
    struct sock_filter instructions[MAXIMUM_INSTRUCTIONS];
    unsigned short count;
};

static void add(struct program *program, struct sock_filter instruction) {
    program->instructions[program->count++] = instruction;
}

static void load(struct program *program, size_t offset) {
    add(program, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset));
}

// The low half of an argument; every machine here is little-endian.
static void load_argument(struct program *program, int index) {
    load(program, offsetof(struct seccomp_data, args) + (size_t)index * sizeof(uint64_t));
}

static void answer(struct program *program, uint32_t action) {
    add(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action));
}

// If the loaded word equals `value`, ends with `action`.
static void answer_if(struct program *program, uint32_t value, uint32_t action) {
    add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1));
    answer(program, action);
}

// Opens a block for the system call `number`: skipped, `length` instructions, if it is another.
static void begin_call(struct program *program, int number, uint8_t length) {
    load(program, offsetof(struct seccomp_data, nr));
    add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)number, 0, length));
}

static const uint32_t refuse = SECCOMP_RET_ERRNO | EPERM;

// The argument `index` must not have the bits of `flag`.
static void add_unflagged_call(struct program *program, int number, int index, uint32_t flag) {
    begin_call(program, number, 4);
    load_argument(program, index);
    add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, flag, 0, 1));
    answer(program, refuse);
    answer(program, SECCOMP_RET_ALLOW);
}

// The argument `index` must be one of `values`; all arguments checked so are of type int.
static void add_checked_call(struct program *program, int number, int index, const int *values, size_t count) {
    begin_call(program, number, (uint8_t)(2 + 2 * count));
    load_argument(program, index);
    for (size_t position = 0; position < count; position++) {
        answer_if(program, (uint32_t)values[position], SECCOMP_RET_ALLOW);
    }
    answer(program, refuse);
}

int tamis_cage_seccomp(void) {
    struct program program = {.count = 0};
    load(&program, offsetof(struct seccomp_data, arch));
    add(&program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0));
    answer(&program, SECCOMP_RET_KILL_PROCESS);

    load(&program, offsetof(struct seccomp_data, nr));
#ifdef __x86_64__
    // The x32 calls have bit 30 set.
    add(&program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1));
    answer(&program, SECCOMP_RET_KILL_PROCESS);
#endif
    for (size_t index = 0; index < COUNT_ALLOWED; index++) {
        answer_if(&program, (uint32_t)allowed[index], SECCOMP_RET_ALLOW);
    }
    for (size_t index = 0; index < sizeof pretended / sizeof *pretended; index++) {
        answer_if(&program, (uint32_t)pretended[index], SECCOMP_RET_ERRNO | 0);
    }
    // Memory may not become executable.
    add_unflagged_call(&program, SYS_mmap, 2, PROT_EXEC);
    add_unflagged_call(&program, SYS_mprotect, 2, PROT_EXEC);
    // Nothing is sent that opens a connection on its way.
    add_unflagged_call(&program, SYS_sendto, 3, MSG_FASTOPEN);
    add_unflagged_call(&program, SYS_sendmsg, 2, MSG_FASTOPEN);
    add_checked_call(&program, SYS_fcntl, 1, allowed_fcntl, sizeof allowed_fcntl / sizeof *allowed_fcntl);
    // abort(3) signals this very process; prlimit(2) is how glibc sets a limit, of the caller only.
    const int self[] = {getpid()}, caller[] = {0}, naming[] = {PR_SET_NAME, PR_GET_NAME};
    add_checked_call(&program, SYS_tgkill, 0, self, 1);
    add_checked_call(&program, SYS_prlimit64, 0, caller, 1);
    add_checked_call(&program, SYS_prctl, 0, naming, 2);
    answer(&program, refuse);

    struct sock_fprog filter = {.len = program.count, .filter = program.instructions};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0);
}
