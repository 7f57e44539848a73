#include "CSQLiteLog.h"
#include <sqlite3.h>
#include <string.h>

/// Bytes that are gathered at most, about 30 pages: the library's own layer writes no more than 131,071 at a time.
#define ROOM (124 << 10)

/// A write-ahead log; the file of the system's own layer lies behind it in the same memory.
struct log_file {
    sqlite3_file base;
    sqlite3_file *inner;
    /// Written and not handed on yet: `count` bytes that belong at `start`.
    unsigned char *bytes;
    sqlite3_int64 start;
    int count;
};

static struct log_file *as_log(sqlite3_file *file) { return (struct log_file *)file; }
static sqlite3_file *inner(sqlite3_file *file) { return as_log(file)->inner; }

/// Hands on what was gathered. After a failure it is dropped: the transaction ends, and its place in the log is written anew.
static int flush(sqlite3_file *file) {
    struct log_file *log = as_log(file);
    if (log->count == 0) return SQLITE_OK;
    int count = log->count;
    log->count = 0;
    return log->inner->pMethods->xWrite(log->inner, log->bytes, count, log->start);
}

static int log_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 at) {
    struct log_file *log = as_log(file);
    if (log->count > 0 && (at != log->start + log->count || count > ROOM - log->count)) {
        int code = flush(file);
        if (code != SQLITE_OK) return code;
    }
    if (log->bytes == NULL) log->bytes = sqlite3_malloc(ROOM);
    if (log->bytes == NULL || count > ROOM) return log->inner->pMethods->xWrite(log->inner, bytes, count, at);
    if (log->count == 0) log->start = at;
    memcpy(log->bytes + log->count, bytes, (size_t)count);
    log->count += count;
    return SQLITE_OK;
}

static int log_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 at) {
    int code = flush(file);
    return code != SQLITE_OK ? code : inner(file)->pMethods->xRead(inner(file), bytes, count, at);
}

static int log_truncate(sqlite3_file *file, sqlite3_int64 size) {
    int code = flush(file);
    return code != SQLITE_OK ? code : inner(file)->pMethods->xTruncate(inner(file), size);
}

static int log_sync(sqlite3_file *file, int flags) {
    int code = flush(file);
    return code != SQLITE_OK ? code : inner(file)->pMethods->xSync(inner(file), flags);
}

static int log_size(sqlite3_file *file, sqlite3_int64 *size) {
    int code = flush(file);
    return code != SQLITE_OK ? code : inner(file)->pMethods->xFileSize(inner(file), size);
}

static int log_close(sqlite3_file *file) {
    int written = flush(file);
    int closed = inner(file)->pMethods->xClose(inner(file));
    sqlite3_free(as_log(file)->bytes);
    as_log(file)->bytes = NULL;
    return closed != SQLITE_OK ? closed : written;
}

static int log_lock(sqlite3_file *file, int level) { return inner(file)->pMethods->xLock(inner(file), level); }
static int log_unlock(sqlite3_file *file, int level) { return inner(file)->pMethods->xUnlock(inner(file), level); }
static int log_reserved(sqlite3_file *file, int *result) { return inner(file)->pMethods->xCheckReservedLock(inner(file), result); }
static int log_control(sqlite3_file *file, int code, void *value) { return inner(file)->pMethods->xFileControl(inner(file), code, value); }
static int log_sector(sqlite3_file *file) { return inner(file)->pMethods->xSectorSize(inner(file)); }
static int log_traits(sqlite3_file *file) { return inner(file)->pMethods->xDeviceCharacteristics(inner(file)); }

// Version 1: a log is neither shared memory nor mapped.
static const sqlite3_io_methods log_methods = {
    1, log_close, log_read, log_write, log_truncate, log_sync, log_size, log_lock, log_unlock, log_reserved, log_control, log_sector, log_traits,
};

static sqlite3_vfs *system_layer;

/// Registers a copy of the system's layer that opens files by `open`. Returns its name, null when that fails.
static const char *registered(sqlite3_vfs *layer, const char *name, int extra,
                              int (*open)(sqlite3_vfs *, const char *, sqlite3_file *, int, int *)) {
    if (layer->zName != NULL) return layer->zName;
    if (system_layer == NULL) system_layer = sqlite3_vfs_find(NULL);
    if (system_layer == NULL) return NULL;
    *layer = *system_layer;
    layer->zName = name;
    layer->pNext = NULL;
    layer->szOsFile = extra + system_layer->szOsFile;
    layer->xOpen = open;
    if (sqlite3_vfs_register(layer, 0) != SQLITE_OK) layer->zName = NULL;
    return layer->zName;
}

/// Opens the file behind a wrapper of `size` bytes that is already zero but for its methods.
static int open_behind(sqlite3_file *file, sqlite3_file *inner, const sqlite3_io_methods *methods, const char *name, int flags, int *given) {
    inner->pMethods = NULL;
    int code = system_layer->xOpen(system_layer, name, inner, flags, given);
    if (code == SQLITE_OK) {
        file->pMethods = methods;
    } else if (inner->pMethods != NULL) {
        // The library closes what has methods, even after a failure; here nobody else would.
        inner->pMethods->xClose(inner);
    }
    return code;
}

static int gathering_open(sqlite3_vfs *layer, const char *name, sqlite3_file *file, int flags, int *given) {
    (void)layer;
    if (!(flags & SQLITE_OPEN_WAL)) return system_layer->xOpen(system_layer, name, file, flags, given);
    struct log_file *log = as_log(file);
    memset(log, 0, sizeof *log);
    log->inner = (sqlite3_file *)(log + 1);
    return open_behind(file, log->inner, &log_methods, name, flags, given);
}

const char *parley_sqlite_gathering(void) {
    static sqlite3_vfs layer;
    return registered(&layer, "parley-gathering", sizeof(struct log_file), gathering_open);
}

// MARK: The database while the log is copied into it

/// Bytes after which the disk is waited for.
#define STRIDE (512 << 10)

/// A database file; that of the system's own layer lies behind it in the same memory.
struct database_file {
    sqlite3_file base;
    sqlite3_file *inner;
    /// Bytes written since the disk was waited for.
    int written;
};

static sqlite3_file *of(sqlite3_file *file) { return ((struct database_file *)file)->inner; }

static int database_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 at) {
    struct database_file *database = (struct database_file *)file;
    int code = of(file)->pMethods->xWrite(of(file), bytes, count, at);
    if (code != SQLITE_OK) return code;
    database->written += count;
    if (database->written < STRIDE) return SQLITE_OK;
    database->written = 0;
    return of(file)->pMethods->xSync(of(file), SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY);
}

static int database_close(sqlite3_file *file) { return of(file)->pMethods->xClose(of(file)); }
static int database_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 at) { return of(file)->pMethods->xRead(of(file), bytes, count, at); }
static int database_truncate(sqlite3_file *file, sqlite3_int64 size) { return of(file)->pMethods->xTruncate(of(file), size); }
static int database_sync(sqlite3_file *file, int flags) { return of(file)->pMethods->xSync(of(file), flags); }
static int database_size(sqlite3_file *file, sqlite3_int64 *size) { return of(file)->pMethods->xFileSize(of(file), size); }
static int database_lock(sqlite3_file *file, int level) { return of(file)->pMethods->xLock(of(file), level); }
static int database_unlock(sqlite3_file *file, int level) { return of(file)->pMethods->xUnlock(of(file), level); }
static int database_reserved(sqlite3_file *file, int *result) { return of(file)->pMethods->xCheckReservedLock(of(file), result); }
static int database_control(sqlite3_file *file, int code, void *value) { return of(file)->pMethods->xFileControl(of(file), code, value); }
static int database_sector(sqlite3_file *file) { return of(file)->pMethods->xSectorSize(of(file)); }
static int database_traits(sqlite3_file *file) { return of(file)->pMethods->xDeviceCharacteristics(of(file)); }
static int database_map(sqlite3_file *file, int region, int size, int extend, void volatile **memory) {
    return of(file)->pMethods->xShmMap(of(file), region, size, extend, memory);
}
static int database_map_lock(sqlite3_file *file, int offset, int count, int flags) {
    return of(file)->pMethods->xShmLock(of(file), offset, count, flags);
}
static void database_barrier(sqlite3_file *file) { of(file)->pMethods->xShmBarrier(of(file)); }
static int database_unmap(sqlite3_file *file, int remove) { return of(file)->pMethods->xShmUnmap(of(file), remove); }

// Version 2: shared memory for the log's index, no pages mapped from the file.
static const sqlite3_io_methods database_methods = {
    2, database_close, database_read, database_write, database_truncate, database_sync, database_size, database_lock, database_unlock,
    database_reserved, database_control, database_sector, database_traits, database_map, database_map_lock, database_barrier, database_unmap,
};

static int pacing_open(sqlite3_vfs *layer, const char *name, sqlite3_file *file, int flags, int *given) {
    (void)layer;
    if (!(flags & SQLITE_OPEN_MAIN_DB)) return system_layer->xOpen(system_layer, name, file, flags, given);
    struct database_file *database = (struct database_file *)file;
    memset(database, 0, sizeof *database);
    database->inner = (sqlite3_file *)(database + 1);
    return open_behind(file, database->inner, &database_methods, name, flags, given);
}

const char *parley_sqlite_pacing(void) {
    static sqlite3_vfs layer;
    return registered(&layer, "parley-pacing", sizeof(struct database_file), pacing_open);
}
