#pragma once
#include <sqlite3.h>

/// SQLITE_TRANSIENT and SQLITE_STATIC are casts that Swift does not import.
static inline sqlite3_destructor_type parley_sqlite_transient(void) { return SQLITE_TRANSIENT; }
static inline sqlite3_destructor_type parley_sqlite_static(void) { return SQLITE_STATIC; }
