#define _GNU_SOURCE
#include "cage.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

// Debian 12's <linux/landlock.h> ends at version 2: the rest is written out here (landlock(7)).
struct ruleset {
    uint64_t files;
    uint64_t network; // version 4
    uint64_t scope;   // version 6
};

struct path_rule {
    uint64_t allowed;
    int32_t parent;
} __attribute__((packed));

enum {
    CREATE_RULESET_VERSION = 1,
    RULE_PATH_BENEATH = 1,
};

enum {
    EXECUTE = 1 << 0,
    WRITE_FILE = 1 << 1,
    READ_FILE = 1 << 2,
    READ_DIR = 1 << 3,
    REMOVE_DIR = 1 << 4,
    REMOVE_FILE = 1 << 5,
    MAKE_CHAR = 1 << 6,
    MAKE_DIR = 1 << 7,
    MAKE_REG = 1 << 8,
    MAKE_SOCK = 1 << 9,
    MAKE_FIFO = 1 << 10,
    MAKE_BLOCK = 1 << 11,
    MAKE_SYM = 1 << 12,
    REFER = 1 << 13,     // version 2
    TRUNCATE = 1 << 14,  // version 3
    IOCTL_DEV = 1 << 15, // version 5
};

enum {
    NETWORK_BIND_AND_CONNECT_TCP = 3, // version 4
    SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS = 3, // version 6
};

static uint64_t file_rights(int version) {
    uint64_t rights = (1 << 13) - 1;
    if (version >= 2) rights |= REFER;
    if (version >= 3) rights |= TRUNCATE;
    if (version >= 5) rights |= IOCTL_DEV;
    return rights;
}

int tamis_cage_no_new_privileges(void) {
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

int tamis_cage_landlock_version(void) {
    return (int)syscall(SYS_landlock_create_ruleset, NULL, 0, CREATE_RULESET_VERSION);
}

static int allow_scratch(int ruleset, const char *scratch, uint64_t handled) {
    uint64_t wanted = WRITE_FILE | READ_FILE | READ_DIR | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | REFER
        | TRUNCATE;
    int folder = open(scratch, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return -1;
    struct path_rule rule = {.allowed = wanted & handled, .parent = folder};
    int result = (int)syscall(SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &rule, 0);
    int code = errno;
    close(folder);
    errno = code;
    return result;
}

int tamis_cage_landlock(const char *scratch) {
    int version = tamis_cage_landlock_version();
    if (version < 1) return -1;
    struct ruleset rules = {.files = file_rights(version)};
    size_t size = offsetof(struct ruleset, network);
    if (version >= 4) {
        rules.network = NETWORK_BIND_AND_CONNECT_TCP;
        size = offsetof(struct ruleset, scope);
    }
    if (version >= 6) {
        rules.scope = SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS;
        size = sizeof rules;
    }
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &rules, size, 0);
    if (ruleset < 0) return -1;
    int result = scratch ? allow_scratch(ruleset, scratch, rules.files) : 0;
    if (result == 0) result = (int)syscall(SYS_landlock_restrict_self, ruleset, 0);
    int code = errno;
    close(ruleset);
    errno = code;
    return result;
}
