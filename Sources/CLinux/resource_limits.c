#define _GNU_SOURCE
#include "resource_limits.h"

#include <errno.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

static int resource(enum tamis_limit limit) {
    switch (limit) {
    case TAMIS_LIMIT_ADDRESS_SPACE: return RLIMIT_AS;
    case TAMIS_LIMIT_CPU_SECONDS: return RLIMIT_CPU;
    case TAMIS_LIMIT_FILE_SIZE: return RLIMIT_FSIZE;
    case TAMIS_LIMIT_CORE_SIZE: return RLIMIT_CORE;
    case TAMIS_LIMIT_DESCRIPTORS: return RLIMIT_NOFILE;
    case TAMIS_LIMIT_PROCESSES: return RLIMIT_NPROC;
    }
    return -1;
}

int tamis_limit_set(enum tamis_limit limit, uint64_t value, int hard) {
    struct rlimit now;
    if (getrlimit(resource(limit), &now) < 0) return -1;
    if (now.rlim_max != RLIM_INFINITY && value > now.rlim_max) value = now.rlim_max;
    now.rlim_cur = value;
    if (hard) now.rlim_max = value;
    return setrlimit(resource(limit), &now);
}

uint64_t tamis_address_space(void) {
    FILE *file = fopen("/proc/self/statm", "re");
    if (file == NULL) return 0;
    unsigned long long pages = 0;
    int count = fscanf(file, "%llu", &pages);
    fclose(file);
    return count == 1 ? pages * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
}

uint64_t tamis_cpu_seconds(void) {
    struct rusage usage;
    if (getrusage(RUSAGE_SELF, &usage) < 0) return 0;
    uint64_t microseconds = (uint64_t)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
    return (uint64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + (microseconds + 999999) / 1000000;
}
