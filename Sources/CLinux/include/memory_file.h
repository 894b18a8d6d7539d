// Memory files and their seals (memfd_create(2), fcntl(2) F_ADD_SEALS).
#ifndef TAMIS_MEMORY_FILE_H
#define TAMIS_MEMORY_FILE_H

// A new, empty, close-on-exec memory file that can be sealed; -1 and errno on failure.
int tamis_memory_file_create(const char *name);

// Seals it against writing, growing, shrinking and further seals; -1 and errno on failure.
int tamis_memory_file_seal(int descriptor);

// Seals it against growing and shrinking only, so that a mapping of it can never fault; -1 and errno on failure.
int tamis_memory_file_seal_size(int descriptor);

// The seals it has (F_SEAL_…), or -1 and errno.
int tamis_memory_file_seals(int descriptor);

#endif
