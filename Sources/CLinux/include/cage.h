// The layers of the cage that decoders work in (landlock(7), seccomp(2)). Each call is for good: neither this
// process nor its children come out again.
#ifndef TAMIS_CAGE_H
#define TAMIS_CAGE_H

// No program started from here on gains privileges; the other layers need it. 0, or -1 and errno.
int tamis_cage_no_new_privileges(void);

// The version of Landlock this kernel has: 1 or more, or -1 and errno (ENOSYS, EOPNOTSUPP: none).
int tamis_cage_landlock_version(void);

// From here on no file can be reached by its name, except those under `scratch` (NULL: none), which may be made,
// read, written and removed, but not run. What is open stays open. From version 4 on no TCP port can be bound or
// connected to, from 6 on no abstract UNIX socket and no process outside can be reached. 0, or -1 and errno.
int tamis_cage_landlock(const char *scratch);

// From here on only the system calls that decoding mail takes are allowed; all others give EPERM. No sockets, no
// programs, no processes or threads, no signals to others, no executable memory. 0, or -1 and errno.
int tamis_cage_seccomp(void);

#endif
