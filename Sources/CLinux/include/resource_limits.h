// Resource limits of this process (setrlimit(2)).
#ifndef TAMIS_RESOURCE_LIMITS_H
#define TAMIS_RESOURCE_LIMITS_H

#include <stdint.h>

// What a limit is on: the RLIMIT_… that setrlimit(2) takes are of a type that Swift cannot name.
enum tamis_limit {
    TAMIS_LIMIT_ADDRESS_SPACE,
    TAMIS_LIMIT_CPU_SECONDS,
    TAMIS_LIMIT_FILE_SIZE,
    TAMIS_LIMIT_CORE_SIZE,
    TAMIS_LIMIT_DESCRIPTORS,
    TAMIS_LIMIT_PROCESSES,
};

// Sets the soft limit, and with `hard` the hard one too; 0, or -1 and errno. Neither is ever raised over the hard
// limit there is.
int tamis_limit_set(enum tamis_limit limit, uint64_t value, int hard);

// The address space of this process in bytes; 0 if unknown.
uint64_t tamis_address_space(void);

// The processor time this process has used, in whole seconds, rounded up.
uint64_t tamis_cpu_seconds(void);

#endif
