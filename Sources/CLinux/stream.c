#define _GNU_SOURCE
#include "stream.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static long long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}

static int fail(int descriptor, int code) {
    close(descriptor);
    errno = code;
    return -1;
}

// Waits until a connection that is on its way is there, or is not.
static int await(int descriptor, long long deadline) {
    struct pollfd entry = {.fd = descriptor, .events = POLLOUT};
    int count;
    do {
        long long left = deadline - now();
        count = poll(&entry, 1, left > 0 ? (int)left : 0);
    } while (count < 0 && errno == EINTR);
    if (count < 0) return errno;
    if (count == 0) return ETIMEDOUT;
    int code = 0;
    socklen_t size = sizeof code;
    return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size) < 0 ? errno : code;
}

static int connect_to(const struct sockaddr *address, socklen_t size, long long deadline) {
    int descriptor = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) return -1;
    // A UNIX socket whose queue is full says so at once, and cannot be waited for.
    while (connect(descriptor, address, size) < 0) {
        if (errno == EINPROGRESS) {
            int code = await(descriptor, deadline);
            return code == 0 ? descriptor : fail(descriptor, code);
        }
        if (errno != EAGAIN && errno != EINTR) return fail(descriptor, errno);
        if (now() >= deadline) return fail(descriptor, ETIMEDOUT);
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    }
    return descriptor;
}

int tamis_stream_connect_unix(const char *path, int milliseconds) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(address.sun_path, path);
    return connect_to((struct sockaddr *)&address, sizeof address, now() + milliseconds);
}

int tamis_stream_connect_tcp(const char *host, const char *port, int milliseconds) {
    long long deadline = now() + milliseconds;
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
    struct addrinfo *list = NULL;
    int failure = getaddrinfo(host, port, &hints, &list);
    if (failure != 0) {
        if (failure != EAI_SYSTEM) errno = failure == EAI_AGAIN ? EAGAIN : EADDRNOTAVAIL;
        return -1;
    }
    int descriptor = -1;
    int code = EADDRNOTAVAIL;
    for (struct addrinfo *next = list; next != NULL && descriptor < 0; next = next->ai_next) {
        descriptor = connect_to(next->ai_addr, next->ai_addrlen, deadline);
        code = errno;
    }
    freeaddrinfo(list);
    errno = code;
    return descriptor;
}
