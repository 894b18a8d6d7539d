#define _GNU_SOURCE
#include "cage_probe.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int internet_socket(void) { return socket(AF_INET, SOCK_STREAM, 0); }
static int unix_socket(void) { return socket(AF_UNIX, SOCK_STREAM, 0); }
// Descriptor 3 is the daemon's socket.
static int reconnect_socket(void) {
    const struct sockaddr nowhere = {.sa_family = AF_UNSPEC};
    return connect(3, &nowhere, sizeof nowhere);
}
static int send_and_connect(void) { return (int)send(3, "", 1, MSG_FASTOPEN | MSG_NOSIGNAL | MSG_DONTWAIT); }
static int read_passwords(void) { return open("/etc/passwd", O_RDONLY); }
static int list_root(void) { return open("/", O_RDONLY | O_DIRECTORY); }
static int write_outside(void) { return open("/tmp/tamis-cage-probe", O_WRONLY | O_CREAT, 0600); }
static int read_memory(void) { return open("/proc/self/mem", O_RDWR); }
static int signal_parent(void) { return kill(getppid(), 0); }
static int trace_parent(void) { return (int)ptrace(PTRACE_ATTACH, getppid(), NULL, NULL); }
static int mount_something(void) { return mount("none", "/mnt", "tmpfs", 0, NULL); }
static int load_bpf(void) { return (int)syscall(SYS_bpf, 0, NULL, 0); }
static int use_io_uring(void) { return (int)syscall(SYS_io_uring_setup, 0, NULL); }
static int raise_limit_of_parent(void) { return (int)syscall(SYS_prlimit64, getppid(), 7, NULL, NULL); }

static int run_program(void) {
    char *const arguments[] = {"true", NULL};
    char *const environment[] = {NULL};
    return execve("/bin/true", arguments, environment);
}

static int fork_process(void) {
    pid_t pid = fork();
    if (pid == 0) _exit(0);
    if (pid > 0) waitpid(pid, NULL, 0);
    return pid < 0 ? -1 : 0;
}

static int map_executable(void) {
    void *address = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return address == MAP_FAILED ? -1 : 0;
}

static const struct {
    const char *name;
    int (*attempt)(void);
} probes[] = {
    {"open an internet socket", internet_socket},
    {"open a UNIX socket", unix_socket},
    {"connect a socket anew", reconnect_socket},
    {"send and connect at once", send_and_connect},
    {"run a program", run_program},
    {"fork", fork_process},
    {"read /etc/passwd", read_passwords},
    {"list /", list_root},
    {"write outside the scratch folder", write_outside},
    {"write /proc/self/mem", read_memory},
    {"signal the parent", signal_parent},
    {"trace the parent", trace_parent},
    {"look at the parent's limits", raise_limit_of_parent},
    {"mount a file system", mount_something},
    {"load a BPF program", load_bpf},
    {"set up io_uring", use_io_uring},
    {"make memory executable", map_executable},
};

int tamis_cage_probe_count(void) {
    return sizeof probes / sizeof *probes;
}

const char *tamis_cage_probe_name(int index) {
    return probes[index].name;
}

int tamis_cage_probe_refused(int index) {
    errno = 0;
    return probes[index].attempt() < 0 && (errno == EPERM || errno == EACCES);
}
