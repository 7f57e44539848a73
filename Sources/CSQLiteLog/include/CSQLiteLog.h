#pragma once

/// The name of a layer for the connection that writes; registers it at the first call, null when that fails. Call from one thread at a time.
///
/// The library writes each page of its log by two calls, of 24 and of 4,096 bytes. Here they are gathered and written in one piece when
/// the log is synchronised, which with synchronous=FULL is before any other connection is told of them. Everything else passes through.
/// Must not be used with synchronous=OFF, where nothing tells when the pieces are complete.
const char *parley_sqlite_gathering(void);

/// Likewise for the connection that copies the log into the database.
///
/// The library writes all pages and then waits for the disk once; commits that come meanwhile wait behind all of them. Here the disk is
/// waited for after every few pages.
const char *parley_sqlite_pacing(void);

/// Keeps the library from looking through its whole cache of pages at nearly every commit, which took a seventh of the writer's time.
/// Without effect, and harmless, once the library is in use.
void parley_sqlite_keep_cache(void);
