// Counts the comparisons that instrumented code makes: the hooks that the compiler calls before each of them.
#include <stdint.h>

static uint64_t steps;

#define HOOK(name, type) void name(type a, type b) { (void)a; (void)b; steps++; }
HOOK(__sanitizer_cov_trace_cmp1, uint8_t)
HOOK(__sanitizer_cov_trace_cmp2, uint16_t)
HOOK(__sanitizer_cov_trace_cmp4, uint32_t)
HOOK(__sanitizer_cov_trace_cmp8, uint64_t)
HOOK(__sanitizer_cov_trace_const_cmp1, uint8_t)
HOOK(__sanitizer_cov_trace_const_cmp2, uint16_t)
HOOK(__sanitizer_cov_trace_const_cmp4, uint32_t)
HOOK(__sanitizer_cov_trace_const_cmp8, uint64_t)

void __sanitizer_cov_trace_switch(uint64_t value, uint64_t *cases) { (void)value; (void)cases; steps++; }
void __sanitizer_cov_trace_div4(uint32_t value) { (void)value; steps++; }
void __sanitizer_cov_trace_div8(uint64_t value) { (void)value; steps++; }
void __sanitizer_cov_trace_gep(uintptr_t index) { (void)index; }
void __sanitizer_cov_trace_pc_indir(uintptr_t callee) { (void)callee; }

uint64_t tamis_steps(void) { return steps; }
