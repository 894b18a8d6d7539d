#define _GNU_SOURCE
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int set_attributes(posix_spawnattr_t *attributes) {
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    int code = posix_spawnattr_setsigmask(attributes, &none);
    if (code == 0) code = posix_spawnattr_setsigdefault(attributes, &all);
    if (code == 0) code = posix_spawnattr_setpgroup(attributes, 0);
    if (code == 0) {
        code = posix_spawnattr_setflags(
            attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    }
    return code;
}

static int set_actions(posix_spawn_file_actions_t *actions, int socket) {
    int code = posix_spawn_file_actions_adddup2(actions, socket, 3);
    if (code == 0) code = posix_spawn_file_actions_addclosefrom_np(actions, 4);
    if (code == 0) code = posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);
    return code;
}

int tamis_spawn(const char *path, char *const arguments[], char *const environment[], int socket, pid_t *pid) {
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    int code = posix_spawnattr_init(&attributes);
    if (code != 0) return code;
    code = posix_spawn_file_actions_init(&actions);
    if (code == 0) {
        code = set_attributes(&attributes);
        if (code == 0) code = set_actions(&actions, socket);
        if (code == 0) {
            code = posix_spawn(pid, path, &actions, &attributes, arguments, environment ? environment : environ);
        }
        posix_spawn_file_actions_destroy(&actions);
    }
    posix_spawnattr_destroy(&attributes);
    return code;
}

pid_t tamis_fork(void) {
    return fork();
}

int tamis_wait_exit_code(int status) {
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int tamis_wait_signal(int status) {
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

int tamis_child_signal_create(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    if (sigprocmask(SIG_BLOCK, &set, NULL) < 0) return -1;
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

void tamis_child_signal_drain(int descriptor) {
    struct signalfd_siginfo info;
    while (read(descriptor, &info, sizeof info) == sizeof info) continue;
}

int tamis_event_create(void) {
    return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

void tamis_event_signal(int descriptor) {
    eventfd_write(descriptor, 1);
}

void tamis_event_drain(int descriptor) {
    eventfd_t count;
    eventfd_read(descriptor, &count);
}

void tamis_process_name(const char *name) {
    prctl(PR_SET_NAME, name, 0, 0, 0);
}

int tamis_process_conceal(void) {
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *position) {
    (void)status;
    (void)type;
    (void)position;
    return remove(path);
}

int tamis_remove_tree(const char *path) {
    return nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static int empty_entry(const char *path, const struct stat *status, int type, struct FTW *position) {
    if (position->level > 0) remove_entry(path, status, type, position);
    return 0;
}

int tamis_empty_folder(const char *path) {
    return nftw(path, empty_entry, 16, FTW_DEPTH | FTW_PHYS);
}
