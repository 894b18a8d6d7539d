// The few Linux calls that Swift cannot reach: variadic, macro-only or missing from its Glibc module.
#ifndef TAMIS_CLINUX_H
#define TAMIS_CLINUX_H

#include "memory_file.h"
#include "packet.h"
#include "process.h"
#include "resource_limits.h"
#include "stream.h"
#include "cage.h"
#include "cage_probe.h"

#endif
