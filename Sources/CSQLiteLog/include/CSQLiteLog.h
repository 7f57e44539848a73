#pragma once

/// The name of the file system under which a connection that writes is opened; registers it at the first call, null when that fails.
/// Not for concurrent first calls.
///
/// The library writes each page of its log by two calls, of 24 and of 4,096 bytes. Here they are gathered and written in one piece when
/// the log is synchronised, which with synchronous=FULL is before any other connection is told of them. Everything else passes through.
/// Must not be used with synchronous=OFF, where nothing tells when the pieces are complete.
const char *parley_sqlite_gathering(void);
