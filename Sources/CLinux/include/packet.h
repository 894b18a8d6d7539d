// UNIX sockets of type SOCK_SEQPACKET, and descriptors passed over them (unix(7), SCM_RIGHTS).
#ifndef TAMIS_PACKET_H
#define TAMIS_PACKET_H

#include <stddef.h>
#include <sys/types.h>

// The most descriptors one packet may carry.
#define TAMIS_PACKET_DESCRIPTORS 4

// Two connected, close-on-exec sockets; 0, or -1 and errno.
int tamis_packet_pair(int sockets[2]);

// A socket connected to the listener at `path`; -1 and errno (ENAMETOOLONG for a path that does not fit) on failure.
int tamis_packet_connect(const char *path);

// A socket bound to `path`, not yet listening; -1 and errno on failure.
int tamis_packet_bind(const char *path);

// The next connection, close-on-exec; -1 and errno on failure.
int tamis_packet_accept(int listener);

// Sends one packet with up to TAMIS_PACKET_DESCRIPTORS descriptors; no SIGPIPE. With `waits` 0 a full buffer is
// EAGAIN. 0, or -1 and errno.
int tamis_packet_send(
    int socket, const void *bytes, size_t count, const int *descriptors, size_t descriptor_count, int waits);

// Receives one packet: its length, 0 at the end, or -1 and errno. `descriptors` has room for
// TAMIS_PACKET_DESCRIPTORS; those received are close-on-exec and belong to the caller. A packet longer than
// `capacity`, or with more descriptors, is lost: EMSGSIZE, and nothing is left open.
ssize_t tamis_packet_receive(int socket, void *bytes, size_t capacity, int *descriptors, size_t *descriptor_count);

#endif
