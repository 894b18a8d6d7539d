// Tries from inside what the cage must refuse.
#ifndef TAMIS_CAGE_PROBE_H
#define TAMIS_CAGE_PROBE_H

// How many attempts there are.
int tamis_cage_probe_count(void);

// What attempt `index` is, for people.
const char *tamis_cage_probe_name(int index);

// Makes attempt `index`: 1 if the cage refused it, 0 if it went through. Only for a process that ends right after:
// an attempt that goes through is not undone.
int tamis_cage_probe_refused(int index);

#endif
