#pragma once
#include <sqlite3.h>

/// SQLITE_TRANSIENT and SQLITE_STATIC are casts that Swift does not import.
static inline sqlite3_destructor_type parley_sqlite_transient(void) { return SQLITE_TRANSIENT; }
static inline sqlite3_destructor_type parley_sqlite_static(void) { return SQLITE_STATIC; }

/// Turns off the allocation statistics, which take a global lock at every allocation. Variadic, so Swift cannot call it.
/// Without effect, and harmless, once the library is in use.
static inline void parley_sqlite_configure(void) { (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }
