// Processes: starting them, forking them, how they ended (posix_spawn(3), fork(2), wait(2), prctl(2)).
#ifndef TAMIS_PROCESS_H
#define TAMIS_PROCESS_H

#include <sys/types.h>

// Starts `path` with `socket` as its descriptor 3, nothing as its standard input, our standard output and error,
// and no other descriptor; with an empty signal mask, default dispositions and a process group of its own.
// `environment` NULL: ours. 0 and *pid, or an error number.
int tamis_spawn(const char *path, char *const arguments[], char *const environment[], int socket, pid_t *pid);

// fork(2); Swift hides it. For programs with one thread only.
pid_t tamis_fork(void);

// The exit code of a wait status, or -1 if it did not exit by itself.
int tamis_wait_exit_code(int status);

// The signal that ended it, or 0.
int tamis_wait_signal(int status);

// A close-on-exec, non-blocking descriptor that becomes readable when a child ends; SIGCHLD is blocked from then
// on. -1 and errno on failure.
int tamis_child_signal_create(void);

// Empties it.
void tamis_child_signal_drain(int descriptor);

// A close-on-exec, non-blocking counter to wake a poll(2) with; -1 and errno on failure.
int tamis_event_create(void);

// Wakes the poll.
void tamis_event_signal(int descriptor);

// Takes the wakes back.
void tamis_event_drain(int descriptor);

// Names this process (15 bytes) for ps(1).
void tamis_process_name(const char *name);

// No core dumps, and no ptrace(2) by processes of the same user; 0, or -1 and errno.
int tamis_process_conceal(void);

// Removes a folder with all that is in it, following no links; 0, or -1 and errno.
int tamis_remove_tree(const char *path);

// Removes what is in a folder, following no links, but not the folder; what cannot be removed is left. 0, or -1 and
// errno if the folder cannot be read.
int tamis_empty_folder(const char *path);

#endif
