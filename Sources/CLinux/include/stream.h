// Connected stream sockets to a server of another program, with an end to the waiting (unix(7), ip(7), ipv6(7)).
#ifndef TAMIS_STREAM_H
#define TAMIS_STREAM_H

// A non-blocking, close-on-exec socket connected to the UNIX socket at `path`; -1 and errno on failure: ENAMETOOLONG
// for a path that does not fit, ETIMEDOUT where the listener's queue stays full for `milliseconds`.
int tamis_stream_connect_unix(const char *path, int milliseconds);

// The same to a TCP port. `host` is a name or an address, each of its addresses is tried within the time; looking up a
// name takes the time that the system's resolver takes. EADDRNOTAVAIL: there is no such host.
int tamis_stream_connect_tcp(const char *host, const char *port, int milliseconds);

#endif
